# SPDX-License-Identifier: Apache-2.0
"""Making parties, users and mandates; opening personal data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import clock, wording
from portal.kernel.accounts import rules
from portal.kernel.accounts.id_kinds import id_key, id_problems, kind_of
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.phones import phone_key, stored_phone
from portal.kernel.accounts.words import (
    COURT_KINDS,
    Confirmed,
    IdKind,
    MandateKind,
    PartyKind,
)
from portal.kernel.acts import act
from portal.kernel.audit.actions import record, record_read
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

#: What a clerk is asked about a code that cannot be right and stands on a certificate.
_VOUCH = gettext_lazy("这个代码的校验位不对。核对证书原件无误的，请写明照录的原因。")
_USERNAME = re.compile(r"^[a-z0-9_.@+-]{4,64}$")


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
    problems += id_problems(id_kind, id_number)
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


@act
def grant_mandate(
    *,
    agent: User,
    principal: Party,
    kind: str = MandateKind.AGENT,
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: User | None = None,
    **more: Any,
) -> Mandate:
    """Let a user act for a party from a day to a day (委托代理); ``by`` checked the papers.

    ``more``: ``relation``, ``matter`` and ``matter_name`` of the one item it is limited to,
    ``confirmed`` and the court's ``paper``. A mandate by a court's paper lets all others of the
    party rest on its days. Raises Refused for one's own mandate and while a court's administrator represents the
    party, Invalid for an end before the start.
    """
    start = valid_from or clock.today()
    if by is not None and by.pk == agent.pk:
        raise Refused("own_mandate", _("自己的委托须由其他人员登记（回避）。"))
    if valid_to is not None and valid_to < start:
        raise Invalid("valid_to", _("委托的截止日期不能早于开始日期。"), "valid_to")
    Party.objects.select_for_update().get(pk=principal.pk)
    by_court = kind in COURT_KINDS
    others = Mandate.dated.filter(content_object=principal, ended_at__isnull=True)
    if not by_court and _is_administered(others, start):
        raise Refused(
            "administered", _("这家单位现由法院指定的管理人代表，管理人以外的委托不能登记。")
        )
    subject = Subject.objects.begin("kernel.mandate")
    mandate: Mandate = Mandate.objects.assign_perm(
        "act_in" if more.get("matter") else "act_for", agent, principal,
        kind=kind, valid_from=start, valid_to=valid_to, subject=subject, **more,
    )  # fmt: skip
    if by_court:
        others.exclude(kind__in=COURT_KINDS).update(rests_from=start, rests_to=valid_to)
    record(
        subject=subject,
        verb="kernel.mandate.grant",
        by=by,
        facts={
            "agent": agent.pk,
            "principal": principal.pk,
            "kind": str(kind),
            "matter": more.get("matter", ""),
            "confirmed": str(more.get("confirmed", Confirmed.PAPER)),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
        on_behalf_of=principal,
        citation="资阳市优化营商环境条例第四十八条" if by_court else "行政许可法第二十九条",
    )
    return mandate


def _is_administered(mandates: QuerySet[Mandate], start: date) -> bool:
    """Tell whether a court's administrator represents the party on the day or later."""
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gte=start)
    return mandates.filter(open_end, kind__in=COURT_KINDS).exists()


def end_mandates(*, agent: User, by: User | None, at: datetime) -> int:
    """End what an agent may do for others from today, in the caller's transaction; returns how many."""
    today = clock.local_date(at)
    held = Mandate.dated.filter(user=agent, ended_at__isnull=True).exclude(valid_to__lt=today)
    rows = list(held.select_for_update().order_by("pk"))
    for mandate in rows:
        record(
            subject=Subject.objects.begin("kernel.mandate"),
            verb="kernel.mandate.end",
            by=by,
            facts={"agent": agent.pk, "principal": mandate.content_object_id},
            on_behalf_of=mandate.content_object,
            effective_on=today,
        )
    held.update(ended_at=at)
    return len(rows)


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
