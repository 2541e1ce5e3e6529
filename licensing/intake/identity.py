# SPDX-License-Identifier: Apache-2.0
"""Who the applicant is: what an account says of itself is held against the paper at intake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from licensing.bans.actions import require_not_barred
from licensing.cases.guards import locked, require_clerk
from licensing.cases.models import Case
from licensing.cases.states import AT_INTAKE
from portal.kernel import clock
from portal.kernel.accounts.actions import (
    correct_party,
    ensure_enterprise,
    ensure_person,
    phone_digest,
)
from portal.kernel.accounts.id_kinds import id_key
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.words import IdKind, PartyKind
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


class SeenAs(TextChoices):
    """How the clerk saw who it is."""

    ORIGINAL = "original", _("证件原件")
    COPY = "copy", _("材料里的证件或者电子证照")


class WhichIsRight(TextChoices):
    """Which of two particulars that differ is right."""

    ON_FILE = "on_file", _("以在案的为准")
    GIVEN = "given", _("以这次的为准，更正在案的")


@dataclass(frozen=True)
class ApplicantStanding:
    """What is known of an applicant who only says who he is; ``on_file`` is None for a new one."""

    asserted: Party
    on_file: Party | None

    @property
    def name_differs(self) -> bool:
        """Tell whether the number is on file under another name."""
        return self.on_file is not None and not same_name(self.on_file.name, self.asserted.name)

    @property
    def phone_differs(self) -> bool:
        """Tell whether the person on file left another phone."""
        return (
            self.on_file is not None
            and bool(self.on_file.phone_digest)
            and self.on_file.phone_digest != self.asserted.phone_digest
        )


@act
def applicant_at_window(
    *,
    kind: str,
    name: str,
    number: str,
    phone: str,
    id_kind: str = IdKind.RESIDENT,
    name_is: str = "",
    phone_is: str = "",
    code_reason: str = "",
    by: User,
) -> Party:
    """Return the applicant whose papers lie on the desk, made when new.

    ``number`` is that of a person's document of ``id_kind``, or the credit code.
    ``name_is`` and ``phone_is`` tell which is right where the file has another one
    (``WhichIsRight``). ``phone`` is empty where it is not the applicant's own: nothing on file
    follows it then. ``code_reason``: why the clerk takes a credit code whose check sign is wrong,
    as it stands on the certificate. An enterprise's name is changed by its registration, not
    here. Raises Invalid where the choice is missing, and for particulars that cannot be right.
    """
    if kind == PartyKind.ENTERPRISE:
        party = ensure_enterprise(
            name=name, uscc=number, phone=phone, code_reason=code_reason, by=by
        )
        differs = False
    else:
        known = Party.objects.filter(id_digest=digest(id_key(id_kind, number))).first()
        differs = known is not None and not same_name(known.name, name)
        if differs and id_kind == IdKind.PASSPORT:
            raise _two_passports()
        party = ensure_person(
            name=known.name if known is not None and differs else name,
            id_number=number,
            phone=phone or None,
            id_kind=id_kind,
        )
    if differs and name_is not in WhichIsRight.values:
        text = _("这个号码在案的姓名是%(name)s，与证件上的不一致，请选择以哪个为准。")
        raise Invalid("name_is", text % {"name": party.masked_name}, "name_is")
    other_phone = bool(phone and party.phone_digest) and party.phone_digest != phone_digest(phone)
    if other_phone and phone_is not in WhichIsRight.values:
        text = _("在案的电话是%(phone)s，与这次的不一致，请选择以哪个为准。")
        raise Invalid("phone_is", text % {"phone": party.masked_phone}, "phone_is")
    takes_phone = other_phone and phone_is == WhichIsRight.GIVEN
    correct_party(
        party=party,
        name=name if differs and name_is == WhichIsRight.GIVEN else "",
        phone=phone if takes_phone or not party.phone_digest else "",
        by=by,
    )
    return party


def unsettled(case: Case) -> ApplicantStanding | None:
    """Return what a clerk has to settle about the applicant, None where nothing is open."""
    asserted = case.applicant
    if not asserted.is_asserted or asserted.same_as_id is not None:
        return None
    return ApplicantStanding(
        asserted, Party.objects.filter(id_digest=asserted.asserted_digest).first()
    )


def require_settled(case: Case) -> None:
    """Raise Refused while nobody has seen who the applicant is."""
    if unsettled(case) is not None:
        raise Refused("identity_open", _("请先核对申请人身份，再受理。"))


@act
def settle_identity(
    *,
    case: Case,
    seen: str,
    name: str = "",
    phone: str = "",
    revision: int | None = None,
    by: User,
    at: datetime,
) -> Party:
    """Say that the applicant is the person of that number, as a paper shows; returns that person.

    ``name`` and ``phone`` tell which is right where the file has another one (``WhichIsRight``).
    Only an original, whose owner stands there, changes what is on file or begins it with a phone
    and a mail address: a copy may be anybody's, and whoever holds the phone on file can see the
    person's matters. It opens nothing to the account that filed the case. Raises Invalid where a
    choice is missing or wants the original, Refused after the intake, and for somebody who is
    barred from the item.
    """
    case = locked(case, revision=revision)
    require_clerk(case, by)
    if case.state not in AT_INTAKE:
        raise Refused("not_at_intake", _("这个办件已经不在受理环节。"))
    found = unsettled(case)
    if found is None:
        raise Refused("nothing_to_settle", _("申请人的身份已经核对过了。"))
    if found.name_differs and found.asserted.id_kind == IdKind.PASSPORT:
        raise _two_passports()
    _check(found, seen, name, phone)
    stands_there = seen == SeenAs.ORIGINAL
    person = found.on_file or ensure_person(
        name=found.asserted.name,
        id_number=found.asserted.id_number,
        phone=found.asserted.callable_phone if stands_there else None,
        id_kind=found.asserted.id_kind or IdKind.RESIDENT,
        email=found.asserted.email if stands_there else "",
    )
    correct_party(
        party=person,
        name=found.asserted.name if found.name_differs and name == WhichIsRight.GIVEN else "",
        phone=found.asserted.phone if found.phone_differs and phone == WhichIsRight.GIVEN else "",
        by=by,
    )
    require_not_barred(party=person, version=case.version, on=clock.local_date(at))
    Party.objects.filter(pk=found.asserted.pk).update(same_as=person)
    record(
        subject=case.subject,
        verb="licensing.identity.settle",
        by=by,
        facts={"person": person.pk, "asserted": found.asserted.pk, "seen": seen}
        | {key: value for key, value in (("name", name), ("phone", phone)) if value},
        effective_on=clock.local_date(at),
    )
    return person


def _two_passports() -> Refused:
    """Two states may give one number; whose passport it is cannot be told by number and choice."""
    return Refused(
        "passport_of_another",
        _(
            "在案的是另一个名字的护照，号码相同，可能由别的国家签发。请改用外国人永久居留身份证等其他证件登记。"
        ),
    )


def _check(found: ApplicantStanding, seen: str, name: str, phone: str) -> None:
    if seen not in SeenAs.values:
        raise Invalid("seen", _("请选择凭什么核对的身份。"), "seen")
    if found.name_differs and name not in WhichIsRight.values:
        raise Invalid("name", _("姓名与在案的不一致，请选择以哪个为准。"), "name")
    if found.phone_differs and phone not in WhichIsRight.values:
        raise Invalid("phone", _("电话与在案的不一致，请选择以哪个为准。"), "phone")
    corrects = (found.name_differs and name == WhichIsRight.GIVEN) or (
        found.phone_differs and phone == WhichIsRight.GIVEN
    )
    if corrects and seen != SeenAs.ORIGINAL:
        raise Invalid("needs_original", _("更正在案的姓名、电话，须看本人的证件原件。"), "seen")
