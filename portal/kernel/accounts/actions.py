# SPDX-License-Identifier: Apache-2.0
"""Making parties, users and mandates; opening personal data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import wording
from portal.kernel.accounts import rules
from portal.kernel.accounts.id_kinds import id_key, id_problems, kind_of
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.phones import phone_key, stored_phone
from portal.kernel.accounts.words import (
    IdKind,
    PartyKind,
)
from portal.kernel.acts import act
from portal.kernel.audit.actions import record, record_read
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Problem
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    pass

#: What a clerk is asked about a code that cannot be right and stands on a certificate.
_VOUCH = gettext_lazy("这个代码的校验位不对。核对证书原件无误的，请写明照录的原因。")
_USERNAME = re.compile(r"^[a-z0-9_.@+-]{4,64}$")


#: A person whom nobody can reach.
NO_CONTACT = {
    "phone": "", "phone_digest": "", "phone_tail_digest": "", "email": "", "address": "",
}  # fmt: skip


def _contact(phone: str) -> dict[str, str]:
    key = phone_key(phone)
    return {
        "phone": stored_phone(phone),
        "phone_digest": digest(key) if key else "",
        "phone_tail_digest": digest(key[-4:]) if key else "",
    }


def phone_digest(phone: str) -> str:
    """Return the digest under which a phone is found, however it is written."""
    return _contact(phone)["phone_digest"]


@act
def ensure_person(
    *,
    name: str,
    id_number: str,
    phone: str | None,
    email: str = "",
    address: str = "",
    id_kind: str = IdKind.RESIDENT,
) -> Party:
    """Return the natural person with that number of a document of ``id_kind``, made when new.

    ``phone`` None: nobody who saw the person has heard of one; the file stays without, as a phone
    on file opens the person's matters to whoever holds it. The name of a known person is not changed: a wrong one is corrected on request, with a
    proof. Raises Invalid naming every wrong field.
    """
    problems = [
        *rules.check_person_name(name),
        *id_problems(id_kind, id_number),
        *(rules.check_phone(phone) if phone is not None else ()),
    ]
    if problems:
        raise Invalid.many(problems)
    party, made = Party.objects.get_or_create(
        id_digest=digest(id_key(id_kind, id_number)),
        defaults={
            "kind": PartyKind.PERSON,
            "name": name.strip(),
            "id_kind": kind_of(id_kind, id_number),
            "id_number": rules.normal_number(id_number),
            "email": email,
            "address": address,
            **_contact(phone or ""),
        },
    )
    if not made and not same_name(party.name, name):
        raise Invalid("name_mismatch", _("姓名与证件号码对不上，请核对。"), "name")
    return party


@act
def ensure_enterprise(
    *,
    name: str,
    uscc: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    code_reason: str | None = None,
    by: User | None = None,
) -> Party:
    """Return the enterprise with that 统一社会信用代码, made when new; raises Invalid.

    ``code_reason``: why ``by``, who holds the certificate, takes a code whose check sign is wrong;
    it goes to the journal. Empty when he has not been asked, None where nobody sees a certificate.
    A code that is on file needs no reason again.
    """
    code = rules.normal_number(uscc)
    wrong_code = rules.check_uscc(uscc)
    if wrong_code and Party.objects.filter(uscc=code).exists():
        wrong_code = []
    why = ""
    if wrong_code and code_reason is not None and rules.may_vouch_for(uscc):
        why = code_reason.strip()
        wrong_code = wording.length_problem(
            why, "code_reason", most=200, message=_VOUCH, code="code_reason"
        )
    problems = [*rules.check_name(name), *wrong_code]
    if phone:
        problems += rules.check_phone(phone)
    if problems:
        raise Invalid.many(problems)
    party, made = Party.objects.get_or_create(
        uscc=code,
        defaults={
            "kind": PartyKind.ENTERPRISE,
            "name": name.strip(),
            "email": email,
            "address": address,
            **_contact(phone),
        },
    )
    if not made and not same_name(party.name, name):
        raise Invalid("name_mismatch", _("名称与统一社会信用代码对不上，请核对。"), "name")
    if made and why:
        record(
            subject=Subject.objects.begin("kernel.party"),
            verb="kernel.party.vouch_code",
            by=by,
            facts={"enterprise": party.pk, "reason": why},
            on_behalf_of=party,
            citation="GB 32100-2015",
        )
    return party


@act
def correct_party(*, party: Party, name: str = "", phone: str = "", by: User) -> None:
    """Correct what is on file of somebody, as a paper at the window shows; empty leaves it.

    The caller knows that ``by`` may do it. Raises Invalid for a name or phone that cannot be one.
    """
    check_name = rules.check_name if party.is_enterprise else rules.check_person_name
    problems = [
        *(check_name(name) if name else ()),
        *(rules.check_phone(phone) if phone else ()),
    ]
    if problems:
        raise Invalid.many(problems)
    fresh: dict[str, str] = {"name": name.strip()} if name else {}
    fresh |= _contact(phone) if phone else {}
    if not fresh:
        return
    Party.objects.filter(pk=party.pk).update(**fresh)
    for key, value in fresh.items():
        setattr(party, key, value)
    record(
        subject=Subject.objects.begin("kernel.party"),
        verb="kernel.party.correct",
        by=by,
        facts={"person": party.pk, "fields": sorted(set(fresh) & {"name", "phone"})},
        on_behalf_of=party,
        citation="个人信息保护法第四十六条",
    )


def assert_person(
    *, name: str, id_number: str, phone: str, email: str = "", id_kind: str = IdKind.RESIDENT
) -> Party:
    """Make the person that an account says it belongs to, inside the caller's transaction."""
    return Party.objects.create(
        kind=PartyKind.PERSON,
        name=name.strip(),
        id_kind=kind_of(id_kind, id_number),
        id_number=rules.normal_number(id_number),
        asserted_digest=digest(id_key(id_kind, id_number)),
        email=email,
        **_contact(phone),
    )


@act
def register_person(
    *,
    username: str,
    password: str,
    name: str,
    id_number: str,
    phone: str,
    email: str = "",
    id_kind: str = IdKind.RESIDENT,
) -> User:
    """Open an account of level *unverified*; raises Invalid with every wrong field.

    Whoever is on file under that number stays untouched, and the answer does not tell whether
    anybody is: what is typed here is only asserted.
    """
    problems = _account_problems(username, password)
    problems += rules.check_person_name(name)
    problems += id_problems(id_kind, id_number) or rules.check_age_of_owner(id_number)
    problems += rules.check_phone(phone)
    if problems:
        raise Invalid.many(problems)
    person = assert_person(
        name=name, id_number=id_number, phone=phone, email=email, id_kind=id_kind
    )
    try:
        return User.objects.create_user(username, password, person=person)
    except IntegrityError as error:
        raise Invalid(
            "username_taken", _("这个登录名已经有人用了，请换一个。"), "username"
        ) from error


def _account_problems(username: str, password: str) -> list[Problem]:
    problems: list[Problem] = []
    if not _USERNAME.match(username.lower()):
        problems.append(
            Problem("username", "username", _("登录名用4到64位的小写字母、数字或 _ . @ + -。"))
        )
    elif User.objects.filter(username=username.lower()).exists():
        problems.append(
            Problem("username", "username_taken", _("这个登录名已经有人用了，请换一个。"))
        )
    try:
        validate_password(password, User(username=username))
    except ValidationError as error:
        problems.append(Problem("password", "password", " ".join(error.messages)))
    return problems


def open_personal_data(
    *, party: Party, reason: str, by: User, subject: Subject | None = None
) -> dict[str, str]:
    """Return a party's data in clear and note who looked and why; raises Invalid without reason.

    The note survives a rolled-back transaction because it is written on its own.
    """
    why = wording.reason(reason, "reason", least=2, most=200, message=_("请写明查看的原因。"))
    record_read(
        reader=by,
        party=party,
        fields="name,number,phone",
        reason=why,
        subject=subject,
    )
    return {
        "name": party.name,
        "number": party.uscc or party.id_number,
        "phone": party.shown_phone,
    }
