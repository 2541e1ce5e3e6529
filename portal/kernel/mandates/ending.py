# SPDX-License-Identifier: Apache-2.0
"""Reading who acts for whom, and ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel.accounts.mandates import end_mandates, standing
from portal.kernel.accounts.models import Mandate, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import COURT_KINDS, Role
from portal.kernel.acts import act
from portal.kernel.audit.models import Event
from portal.kernel.dates import long_day
from portal.kernel.errors import Refused
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import Party

PAGE = "/account/mandates/"


def _shown(on: date) -> QuerySet[Mandate]:
    """Return what stands, with ``is_resting`` where a court's administrator stands before it."""
    resting = Mandate.dated.all().administered(on)
    rows = standing(on).annotate(is_resting=resting)
    return rows.select_related("content_object", "user__person").order_by("-valid_from", "-pk")


def held_by(user: User, on: date) -> QuerySet[Mandate]:
    """Return for whom the user may act."""
    return _shown(on).filter(user=user)


def given_by(user: User, on: date) -> QuerySet[Mandate]:
    """Return who may act for the user's own person."""
    own = user.person_id or 0
    return _shown(on).filter(Q(content_object=own) | Q(content_object__same_as=own))


def given_of(party: Party, on: date) -> QuerySet[Mandate]:
    """Return who may act for a party: for the desk, where its papers lie."""
    return _shown(on).filter(content_object=party)


def tell_granted(mandate: Mandate) -> None:
    """Tell both sides that a mandate holds, inside the act that granted it."""
    event = _event_of(mandate)
    said = {
        "agent": mandate.user.masked_name,
        "person": mandate.content_object.masked_name,
        "matter": mandate.matter_name or _("全部事项"),
        "day": long_day(mandate.valid_to) if mandate.valid_to else _("您结束它为止"),
    }
    _tell_principal(
        mandate, event, "mandate_granted", _("%(agent)s可以替您办事了") % said,
        _("%(agent)s可以替您办理%(matter)s，到%(day)s。不再需要时，可以在“谁替谁办”里结束，也可以到窗口结束。") % said,
    )  # fmt: skip
    notify(
        event=event, kind="mandate_granted", user=mandate.user,
        title=_("您可以替%(person)s办事了") % said,
        body=_("您可以替%(person)s办理%(matter)s，到%(day)s。") % said, link=PAGE,
    )  # fmt: skip


def _event_of(mandate: Mandate) -> Event:
    return Event.objects.filter(subject=mandate.subject, verb="kernel.mandate.grant").latest("pk")


def _tell_principal(mandate: Mandate, event: Event, kind: str, title: str, body: str) -> None:
    """Tell the person in the own account, else on the phone on file."""
    party = mandate.content_object
    user = User.objects.filter(person=party.settled, is_active=True).first()
    if user is not None:
        notify(event=event, kind=kind, user=user, title=title, body=body, link=PAGE)
    else:
        notify(event=event, kind=kind, party=party, title=title, body=body)


@act
def end_mandate(*, mandate: Mandate, by: User, at: datetime) -> None:
    """End a mandate at once: the agent lays it down, the person takes it back, a clerk at the window.

    Its last act stays valid. Raises Refused for anybody else, for a clerk's own, and when it is
    over already.
    """
    _require_concerned(mandate, by)
    ended = end_mandates(Mandate.dated.filter(pk=mandate.pk), by=by, at=at)
    if not ended:
        raise Refused("mandate_over", _("这项委托已经结束。"))
    ((mandate, event),) = ended
    said = {
        "agent": mandate.user.masked_name,
        "person": mandate.content_object.masked_name,
    }
    if by.pk != mandate.user_id:
        notify(
            event=event, kind="mandate_ended", user=mandate.user,
            title=_("替%(person)s办事的委托已结束") % said,
            body=_("您替%(person)s办事的委托已结束，现在看不到也不能再办理对方的事项。") % said, link=PAGE,
        )  # fmt: skip
    _tell_principal(
        mandate, event, "mandate_ended", _("%(agent)s不再替您办事") % said,
        _("%(agent)s的委托已结束，已经提交的办件照常办理，您可以自己接着办或者另外委托。") % said,
    )  # fmt: skip


def _require_concerned(mandate: Mandate, by: User) -> None:
    party = mandate.content_object
    is_own = by.person_id is not None and by.person_id in (party.pk, party.same_as_id)
    if is_own or by.pk == mandate.user_id:
        if mandate.kind in COURT_KINDS:
            raise Refused("by_court", _("法院指定的管理人凭法院文书到窗口变更。"))
        return
    if Role.CLERK not in roles_of(by):
        raise Refused("not_concerned", _("只有双方和窗口人员可以结束委托。"))
