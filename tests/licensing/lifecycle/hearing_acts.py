# SPDX-License-Identifier: Apache-2.0
"""The acts around a hearing, and the good course that ends a case."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from licensing.procedures import hearings
from licensing.procedures.models import Hearing
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Term
from tests import city
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.core import WHO, Core, near


class HearingActs(Core):
    """The acts around a hearing, and the good course that ends a case."""

    @precondition(near(acts.REVIEW))
    @rule(who=WHO)
    def tell_of_hearing(self, who: str) -> None:
        facts, user = self.facts(), self.user(who, "li")
        expected = acts.state_in(acts.by_reviewer(facts, user), facts, acts.REVIEW)
        expected.must_if(facts.hearing_blocks(), "hearing_pending")
        self.attempt(
            facts,
            expected,
            lambda: hearings.tell_of_hearing(
                case=facts.case, ground="涉及他人重大利益", by=user, at=clock.now()
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, asks=st.booleans())
    def answer_hearing(self, who: str, asks: bool) -> None:
        facts, user = self.facts(), self.user(who, "alice")
        if facts.hearing is None:
            return
        told: Hearing = facts.hearing
        expected = acts.by_applicant(facts, user)
        open_states = ("told",) if asks else ("told", "requested", "scheduled")
        expected.must_if(told.state not in open_states, "wrong_state")
        if asks:
            term = Term.objects.running().filter(subject=told.subject_id).first()
            expected.must_if(
                told.state == "told" and bool(term and term.due_on and term.due_on < facts.today),
                "hearing_too_late",
            )
        act = hearings.ask_for_hearing if asks else hearings.give_up_hearing
        self.attempt(facts, expected, lambda: act(hearing=told, by=user, at=clock.now()))

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, days=st.integers(5, 40))
    def schedule_hearing(self, who: str, days: int) -> None:
        facts, user = self.facts(), self.user(who, "li")
        if facts.hearing is None:
            return
        asked: Hearing = facts.hearing
        expected = acts.state_in(acts.by_reviewer(facts, user), facts, acts.REVIEW)
        expected.must_if(asked.state not in ("requested", "scheduled"), "wrong_state")
        expected.may |= {
            "notice_too_short",
            "hearing_after_limit",
            "not_a_working_day",
            "calendar_not_published",
        }
        self.attempt(
            facts,
            expected,
            lambda: hearings.schedule_hearing(
                hearing=asked,
                starts_at=clock.now() + timedelta(days=days),
                place="市政务服务中心三楼听证室",
                host=self.host,
                by=user,
                at=clock.now(),
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, has_record=st.sampled_from((True, True, False)))
    def hold_hearing(self, who: str, has_record: bool) -> None:
        facts = self.facts()
        user = self.user(who, "li")
        if facts.hearing is None:
            return
        planned: Hearing = facts.hearing
        if planned.state == "scheduled" and planned.starts_at is not None and not self.is_wild:
            self.set_clock(clock.local(max(clock.now(), planned.starts_at)) + timedelta(hours=3))
            facts = self.facts()
        expected = acts.state_in(acts.by_reviewer(facts, user), facts, acts.REVIEW)
        expected.must_if(planned.state != "scheduled", "wrong_state")
        begun = planned.starts_at is not None and planned.starts_at <= clock.now()
        expected.must_if(planned.state == "scheduled" and not begun, "hearing_to_come")
        expected.must_if(not has_record, "record_required")
        self.attempt(
            facts,
            expected,
            lambda: hearings.hold_hearing(
                hearing=planned,
                signed_record=city.clean_pdf("笔录.pdf") if has_record else None,
                finding="各方陈述已记录在案",
                by=user,
                at=clock.now(),
            ),
        )
