# SPDX-License-Identifier: Apache-2.0
"""One case under random acts of everybody, at random times, right and wrong."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from licensing.procedures import hearings
from licensing.procedures.actions import close_procedure
from licensing.procedures.models import Procedure
from licensing.review.actions import pass_step
from portal.kernel import clock
from tests import city
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.applicant_acts import ApplicantActs
from tests.licensing.lifecycle.core import HOLDERS
from tests.licensing.lifecycle.counter_acts import CounterActs
from tests.licensing.lifecycle.hearing_acts import HearingActs
from tests.licensing.lifecycle.organ_acts import OrganActs


class Lifecycle(CounterActs, ApplicantActs, OrganActs, HearingActs):
    """All acts of everybody on one case."""

    @precondition(lambda self: self.state in acts.REVIEW and not self.is_wild)
    @rule(outcome=st.sampled_from(("granted", "refused")))
    def the_office_finishes(self, outcome: str) -> None:
        """Everything that is open is brought to its end, and the case is decided."""
        facts = self.facts()
        if facts.hearing_blocks() and facts.hearing is not None:
            hearings.give_up_hearing(hearing=facts.hearing, by=self.city.alice, at=clock.now())
        for running in Procedure.objects.filter(case=facts.case, state="open"):
            close_procedure(
                procedure=running,
                report_number="检字〔2026〕8号",
                delivered_by="市检验检测中心",
                by=self.city.li,
                at=clock.now(),
            )
        for step in facts.steps:
            step.refresh_from_db()
            if step.state == "claimed" and not facts.is_last(step):
                pass_step(
                    step=step, opinion="符合条件", by=self.user(HOLDERS[step.role]), at=clock.now()
                )
            facts = self.facts()
        city.review_up_to_approval(self.city, facts.case)
        self.decide("whoever may", outcome)
