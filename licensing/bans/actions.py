# SPDX-License-Identifier: Apache-2.0
"""Barring from a new application after false materials or fraud (行政许可法 78, 79)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.bans import queries, states
from licensing.bans.models import Ban, BanGround
from licensing.bans.states import BanState
from licensing.cases import clocks
from licensing.cases.guards import locked, require_organ
from licensing.cases.notices import tell_applicant
from licensing.cases.terms import BAN
from portal.kernel import clock, wording
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day
from portal.kernel.deadlines.actions.terms import start_term
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Refused
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import date, datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import Party, User
    from services.items.models.version import OfferingVersion

#: The rule whose months a ground bars for.
_RULES = {
    BanGround.FALSE_MATERIALS: "ban_false_materials_months",
    BanGround.FRAUD: "ban_fraud_months",
}


def impose(*, case: Case, ground: BanGround, by: User, at: datetime) -> Ban:
    """Bar the applicant of a case from its item, inside the caller's transaction.

    It bars at once; its months are counted from the day after the act (民法典 201). Raises Refused for an item to which
    the law attaches no ban.
    """
    if not case.version.concerns_safety:
        raise Refused(
            "no_ban_for_item",
            _("这个事项不属于直接关系公共安全、人身健康、生命财产安全的事项，不适用禁止再次申请。"),
        )
    day = clock.local_date(at)
    book = rule_book(day)
    months, citation = book.value(_RULES[ground]), book.citation(_RULES[ground])
    subject = Subject.objects.begin("licensing.ban")
    ban = Ban.objects.create(
        subject=subject,
        party=case.applicant.settled,
        item=case.version.offering.item,
        case=case,
        ground=ground,
        first_day=day,
        last_day=add_months(day, months),
        citation=citation,
    )
    event = record(
        subject=subject,
        verb="licensing.ban.impose",
        by=by,
        to_state=BanState.ACTIVE,
        facts={"case": case.pk, "ground": ground, "months": months, **seal(states.BAN, ban)},
        citation=citation,
        effective_on=day,
        on_behalf_of=case.applicant,
    )
    start_term(
        subject=subject,
        kind=BAN.code,
        limit=months,
        unit=Unit.MONTHS,
        started_on=day,
        rolls=False,
        citation=citation,
        at=at,
    )
    tell_applicant(case, event, "banned", ground=str(ground.label), until=long_day(ban.last_day))
    return ban


def require_not_barred(*, party: Party, version: OfferingVersion, on: date) -> None:
    """Raise Refused while a party may not apply for the item again."""
    ban = queries.ban_in_force(party.pk, version.offering.item_id, on)
    if ban is not None:
        raise Refused(
            "barred",
            _("因%(ground)s，到%(until)s为止不能再次申请这个事项（%(citation)s）。")
            % {
                "ground": ban.get_ground_display(),
                "until": long_day(ban.last_day),
                "citation": ban.citation,
            },
        )


@act
def lift(*, ban: Ban, reason: str, by: User, at: datetime) -> Ban:
    """Lift a ban whose ground has fallen away, with a reason that the party is told."""
    case = locked(ban.case)
    require_organ(case, by, Role.APPROVER)
    ban = Ban.objects.select_for_update(of=("self",)).select_related("subject").get(pk=ban.pk)
    states.BAN.require("lift", ban.state)
    why = wording.reason(reason, "reason", message=_("请写明解除的理由。"))
    event = states.BAN.apply(
        ban,
        "lift",
        by=by,
        at=at,
        context=Context(on_behalf_of=case.applicant),
        lift_reason=why,
    )
    clocks.cancel(subject=ban.subject, on=clock.local_date(at), at=at)
    tell_applicant(case, event, "ban_lifted", reason=why)
    return ban


@act
def end(*, ban: Ban, at: datetime) -> bool:
    """End a ban whose last day is over; returns False where there is nothing to do."""
    ban = Ban.objects.select_for_update(of=("self",)).select_related("subject").get(pk=ban.pk)
    day = clock.local_date(at)
    if ban.state != BanState.ACTIVE or day <= ban.last_day:
        return False
    states.BAN.apply(ban, "end", by=None, at=at, context=Context(effective_on=ban.last_day))
    clocks.end(subject=ban.subject, codes=(BAN.code,), on=ban.last_day, at=at)
    return True
