# SPDX-License-Identifier: Apache-2.0
"""亲友代办: a relative asks, the person concerned agrees by a code or in the own account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts import rules
from portal.kernel.accounts.actions import NO_CONTACT, assert_person, phone_digest
from portal.kernel.accounts.id_kinds import id_key, id_problems
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.masking import mask_name
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.phones import can_get_texts
from portal.kernel.accounts.words import AccountLevel, Confirmed, IdKind, MandateKind, Relation
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.crypto import digest
from portal.kernel.dates import long_day
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.identity.codes import Spent, open_code, send_code, spend_code
from portal.kernel.identity.models import CodePurpose, OneTimeCode
from portal.kernel.identity.proving import opens_older_cases
from portal.kernel.mandates.ending import tell_granted
from portal.kernel.mandates.models import MandateRequest, Outcome
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

PURPOSE = CodePurpose.MANDATE
#: Stands in for the digest of a number that is not kept any more; no number has it.
FORGOTTEN = "forgotten"


def longest_day(at: datetime) -> date:
    """Return the last day that a relative's mandate may have."""
    today = clock.local_date(at)
    return today + timedelta(days=rule_book(today).value("relative_mandate_days"))


@act
def ask_mandate(
    *,
    agent: User,
    name: str,
    id_number: str,
    phone: str,
    relation: str,
    valid_to: date,
    id_kind: str = IdKind.RESIDENT,
    matter: str = "",
    matter_name: str = "",
    at: datetime,
) -> MandateRequest:
    """Ask to act for a person, and send the person's phone a code; an earlier request ends.

    The answer is the same whoever is or is not on file. Raises Invalid with every wrong field,
    Refused where no message can be sent and for accounts that belong to no proven phone.
    """
    if agent.person is None or agent.level == AccountLevel.UNVERIFIED:
        raise Refused("prove_first", _("先核验您自己的手机号，再申请替亲友办事。"))
    problems = _problems(agent.person, name, id_kind, id_number, phone)
    if relation not in Relation.values:
        problems.append(Problem("relation", "required", _("请选择您和本人的关系。")))
    problems += latest_day_problems(valid_to, at)
    if problems:
        raise Invalid.many(problems)
    User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    MandateRequest.objects.filter(agent=agent, outcome=Outcome.OPEN).update(
        outcome=Outcome.REPLACED
    )
    subject = Subject.objects.begin("kernel.mandate")
    request = MandateRequest.objects.create(
        agent=agent,
        person=assert_person(name=name, id_number=id_number, phone=phone, id_kind=id_kind),
        subject=subject,
        relation=relation,
        matter=matter,
        matter_name=matter_name,
        valid_to=valid_to,
        asked_at=at,
        ends_at=at + timedelta(days=rule_book(clock.local_date(at)).value("mandate_request_days")),
    )
    facts = {"request": request.pk, "matter": matter}
    record(subject=subject, verb="kernel.mandate.ask", by=agent, facts=facts)
    send_code(user=agent, purpose=PURPOSE, phone=request.person.phone, at=at)
    return request


def _problems(own: Party, name: str, id_kind: str, id_number: str, phone: str) -> list[Problem]:
    found = [
        *rules.check_person_name(name),
        *id_problems(id_kind, id_number),
        *rules.check_phone(phone),
    ]
    if found:
        return found
    if problems := minor_problems(id_number, clock.today()):
        return problems
    if not can_get_texts(phone):
        return [
            Problem(
                "phone", "no_mobile",
                _("这个号码收不到短信。请填本人的手机号，或者和本人一起到窗口登记。"),
            )
        ]  # fmt: skip
    if digest(id_key(id_kind, id_number)) in (own.id_digest, own.asserted_digest):
        return [Problem("id_number", "own_number", _("这是您自己的证件号码，自己的事直接办理。"))]
    if phone_digest(phone) == own.phone_digest:
        return [
            Problem(
                "phone", "own_phone",
                _("这是您自己的手机号。验证码要发给本人；本人没有手机的，请一起到窗口登记。"),
            )
        ]  # fmt: skip
    return []


def minor_problems(id_number: str, on: date) -> list[Problem]:
    """Return what is wrong with a mandate that somebody under age would have to give."""
    born = rules.birth_of(id_number)
    if born is None or not rules.is_minor(born, on):
        return []
    text = _("未满18周岁的孩子由父母办理：父母带户口簿到窗口登记一次，不用孩子同意。")
    return [Problem("id_number", "minor", text)]


def latest_day_problems(valid_to: date, at: datetime) -> list[Problem]:
    """Return what is wrong with the last day of a relative's mandate."""
    if valid_to < clock.local_date(at):
        return [Problem("valid_to", "past", _("代办的截止日期不能早于今天。"))]
    latest = longest_day(at)
    if valid_to > latest:
        said = _("最多代办到%(day)s，到期可以再申请。") % {"day": long_day(latest)}
        return [Problem("valid_to", "too_late", said)]
    return []


def open_request(agent: User, at: datetime) -> MandateRequest | None:
    """Return what the user asked for and nobody has answered yet."""
    return (
        MandateRequest.objects.filter(agent=agent, outcome=Outcome.OPEN, ends_at__gt=at)
        .select_related("person")
        .first()
    )


@act
def send_again(*, agent: User, at: datetime) -> OneTimeCode:
    """Send the person another code; raises Refused as ``send_code`` does, and without a request."""
    request = open_request(agent, at)
    if request is None:
        raise Refused("no_request", _("没有等待同意的代办申请，请重新填写。"))
    return send_code(user=agent, purpose=PURPOSE, phone=request.person.phone, at=at)


def text_of(row: OneTimeCode) -> str:
    """Say in the short message who wants to act in what, and that telling the code agrees to it."""
    request = MandateRequest.objects.filter(
        agent_id=row.user_id, outcome=Outcome.OPEN
    ).select_related("agent__person").first()  # fmt: skip
    if request is None:
        return ""
    return _(
        "【一窗】%(agent)s申请替您办理%(matter)s，到%(day)s止。您同意，才把验证码%(code)s告诉他；"
        "不认识或者不同意，请不要理会。"
    ) % {
        "agent": mask_name(request.agent.name),
        "matter": request.matter_name or _("全部事项"),
        "day": long_day(request.valid_to),
        "code": row.code,
    }


def _locked(agent: User) -> MandateRequest | None:
    return (
        MandateRequest.objects.select_for_update(of=("self",))
        .filter(agent=agent, outcome=Outcome.OPEN)
        .select_related("person", "agent__person", "subject")
        .first()
    )


@act
def agree_by_code(*, agent: User, typed: str, at: datetime) -> Spent:
    """Grant what was asked for when the code that the person got is right; tells what became of it."""
    request = _locked(agent)
    waiting = open_code(agent, PURPOSE, at)
    if request is None or waiting is None or request.ends_at <= at:
        return Spent.OVER
    spent = spend_code(user=agent, purpose=PURPOSE, typed=typed, at=at)
    if spent == Spent.RIGHT:
        _grant(request, _meant(request.person, at), Confirmed.CODE, by=None)
    return spent


def _meant(typed: Party, at: datetime) -> Party:
    """Return whom a phone that agreed stands for: the account it has proven, else as asserted.

    The person on file is meant only where the city lets a phone open older matters.
    """
    if opens_older_cases(AccountLevel.PHONE, at):
        known = Party.objects.filter(
            id_digest=typed.asserted_digest, phone_digest=typed.phone_digest
        ).first()
        if known is not None and same_name(known.name, typed.name):
            return known
    holders = User.objects.filter(
        person__asserted_digest=typed.asserted_digest,
        person__phone_digest=typed.phone_digest,
        level=AccountLevel.PHONE,
        is_active=True,
    ).select_related("person")
    for holder in holders.order_by("pk"):
        if holder.person is not None and same_name(holder.person.name, typed.name):
            return holder.person
    return typed


def requests_to(user: User, at: datetime) -> QuerySet[MandateRequest]:
    """Return the requests that a user may agree to: of proven identity, or with the very phone."""
    person, none = user.person, MandateRequest.objects.none()
    if person is None or user.level == AccountLevel.UNVERIFIED:
        return none
    number = person.id_digest or person.asserted_digest
    found = MandateRequest.objects.filter(
        outcome=Outcome.OPEN, ends_at__gt=at, person__asserted_digest=number
    ).exclude(agent=user)
    if user.level != AccountLevel.IDENTITY:
        found = found.filter(person__phone_digest=person.phone_digest)
    return found.select_related("agent__person", "person").order_by("asked_at")


@act
def answer_request(*, request: MandateRequest, agrees: bool, by: User, at: datetime) -> None:
    """Agree to or decline what a relative asked for, in the own account.

    Raises Refused for a request that is not put to the user, or is answered or over.
    """
    row = _locked(request.agent)
    if row is None or row.pk != request.pk or not requests_to(by, at).filter(pk=row.pk).exists():
        raise Refused("no_request", _("没有等待您同意的代办申请。"))
    if not agrees:
        row.outcome = Outcome.DECLINED
        row.save(update_fields=["outcome"])
        record(subject=row.subject, verb="kernel.mandate.decline", by=by)
        return
    if by.person is not None:
        _grant(row, by.person, Confirmed.ACCOUNT, by=by)


def _grant(request: MandateRequest, principal: Party, how: str, *, by: User | None) -> Mandate:
    if principal.pk != request.person_id:
        Party.objects.filter(pk=request.person_id).update(same_as=principal.settled)
    request.outcome = Outcome.AGREED
    request.save(update_fields=["outcome"])
    mandate = grant_mandate(
        agent=request.agent,
        principal=principal,
        kind=MandateKind.RELATIVE,
        valid_to=request.valid_to,
        by=by,
        relation=request.relation,
        matter=request.matter,
        matter_name=request.matter_name,
        confirmed=how,
    )
    tell_granted(mandate)
    return mandate


def forget_requests(at: datetime) -> int:
    """Sweep: end requests that nobody answered, and forget who was named; returns how many.

    What was typed about a person who did not agree is kept no longer than the request could be answered.
    """
    over = MandateRequest.objects.filter(ends_at__lte=at).exclude(outcome=Outcome.AGREED)
    people = list(over.values_list("person", flat=True))
    if not people:
        return 0
    over.delete()
    # a row that others could point to stays, with nothing in it
    Party.objects.filter(pk__in=people, mandates_asked__isnull=True).update(
        name="", id_number="", asserted_digest=FORGOTTEN, **NO_CONTACT
    )
    return len(people)
