# SPDX-License-Identifier: Apache-2.0
"""The acts of the applicant's side."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from licensing.deferrals import actions as deferrals
from licensing.deferrals.models import Deferral
from licensing.delivery import actions
from portal.kernel import clock
from tests import city
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.acts import Expected
from tests.licensing.lifecycle.core import WHO, Core, near


class ApplicantActs(Core):
    """The acts of the applicant's side."""

    @precondition(near(acts.OPEN))
    @rule(who=WHO, surely=st.integers(0, 9))
    def withdraw(self, who: str, surely: int) -> None:
        facts, user = self.facts(), self.user(who, "alice")
        if surely < 9 and user == self.city.alice:
            return
        expected = acts.state_in(acts.by_applicant(facts, user), facts, acts.OPEN)
        self.attempt(
            facts,
            expected,
            lambda: actions.withdraw(case=facts.case, by=user, at=clock.now()),
            "withdraw",
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, has_file=st.booleans())
    def supply(self, who: str, has_file: bool) -> None:
        facts, user = self.facts(), self.user(who, "alice")
        if facts.deferral is None:
            return
        expected = Expected()
        side = user == self.city.alice or facts.is_clerk(user)
        expected.must_if(not side, "not_applicant")
        expected.must_if(facts.deferral.state not in ("open", "rejected"), "wrong_state")
        expected.must_if(user == self.city.alice and not has_file, "required")
        expected.must_if(self.is_lapsed(facts), "too_late")
        owed: Deferral = facts.deferral
        self.attempt(
            facts,
            expected,
            lambda: deferrals.supply(
                deferral=owed,
                files=[city.clean_pdf()] if has_file else [],
                by=user,
                at=clock.now(),
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, good=st.booleans())
    def judge_supplied(self, who: str, good: bool) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        if facts.deferral is None:
            return
        expected = acts.by_clerk(facts, user)
        expected.must_if(facts.deferral.state != "supplied", "wrong_state")
        owed: Deferral = facts.deferral
        self.attempt(
            facts,
            expected,
            (lambda: deferrals.verify(deferral=owed, by=user, at=clock.now()))
            if good
            else (
                lambda: deferrals.reject(
                    deferral=owed, reason="照片看不清", by=user, at=clock.now()
                )
            ),
        )
