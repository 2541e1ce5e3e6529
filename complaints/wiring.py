# SPDX-License-Identifier: Apache-2.0
"""What complaints registers with the kernel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.appeals import states as appeals_states
from complaints.appeals.closing import KEEPING, PART
from complaints.appeals.leaving import release_complaints
from complaints.appeals.models import Complaint
from complaints.appeals.notices import complaint_moved, hand_over_complaints, remind_of_answer
from complaints.appeals.own_data import of_complaints
from complaints.cards import queries as cards_queries
from complaints.cards import states as cards_states
from complaints.cards.appeals import ANSWER, APPEAL, on_answer_overdue, on_appeal_overdue, told_of
from complaints.cards.models import Card
from complaints.cards.notices import card_moved
from complaints.cards.raising import raise_cards
from complaints.ratings.models import Urge
from portal.kernel import invariants, sweeps
from portal.kernel.absences.actions import register_desk
from portal.kernel.changes.law import register_terms
from portal.kernel.deadlines.terms.registry import TermKind, register_term
from portal.kernel.identity import closing, own_data
from portal.kernel.outbox import registry as outbox
from portal.kernel.retention import keeping as retention
from portal.kernel.staff.leaving import register_release
from portal.kernel.states import register_aggregate
from portal.kernel.turns.expected import register_urges

CITY = "本市规定"
HOTLINE = "四川省12345政务服务便民热线运行管理办法"


def connect() -> None:
    """Register machines, periods, the hand-over of desks, cards and their sweep."""
    closing.register("complaints", PART)
    retention.register(KEEPING)
    own_data.register("投诉建议", of_complaints)
    register_aggregate(appeals_states.COMPLAINT, Complaint)
    register_aggregate(
        cards_states.CARD,
        Card,
        sealed=(
            "rule",
            "colour",
            "event_id",
            "case_id",
            "organ_id",
            "person_id",
            "raised_on",
            "outcome",
        ),
    )
    register_urges(Urge, root="case", at="urged_at")
    for kind in (
        TermKind("dispatch", _("派单"), CITY, on_moved=complaint_moved),
        TermKind(
            "answer",
            _("答复"),
            HOTLINE,
            ladder="handler",
            on_reminder=remind_of_answer,
            on_moved=complaint_moved,
        ),
        TermKind(
            APPEAL, _("对黄牌红牌申诉"), CITY, on_overdue=on_appeal_overdue, on_moved=card_moved
        ),
        TermKind(
            ANSWER, _("答复黄牌红牌的申诉"), CITY, on_overdue=on_answer_overdue, on_moved=card_moved
        ),
    ):
        register_term(kind)
    register_desk(hand_over_complaints)
    register_terms(
        {
            "complaint_consult_days": ("answer",),
            "complaint_help_days": ("answer",),
            "complaint_report_days": ("answer",),
            "complaint_dispatch_days": ("dispatch",),
            "card_appeal_days": (APPEAL,),
            "card_answer_days": (ANSWER,),
        }
    )
    register_release(release_complaints)
    outbox.register("complaints.card_raised", told_of)
    sweeps.register("cards_raised", raise_cards)
    invariants.register("no_card_for_the_calendar", cards_queries.no_card_for_the_calendar)
