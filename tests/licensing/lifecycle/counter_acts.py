# SPDX-License-Identifier: Apache-2.0
"""The acts of the counter, by clerks and by others."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from licensing.apply import draft
from licensing.cases.models import CaseMaterial, CaseVoiding
from licensing.delivery import actions
from licensing.intake import accept as intake_accept
from licensing.intake.correct import request_correction, supplement
from portal.kernel import clock
from tests import city
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.acts import Expected
from tests.licensing.lifecycle.core import WHO, Core, near


def there(line: CaseMaterial) -> bool:
    """Tell whether a file lies there, or the office has or saw the paper itself."""
    return line.grade in ("A", "B") or line.files.filter(removed_at=None).exists()


class CounterActs(Core):
    """The acts of the counter, by clerks and by others."""

    @precondition(near(acts.INTAKE))
    @rule(
        who=WHO,
        which=st.integers(0, 9),
        verdict=st.sampled_from(("passed", "passed", "to_correct", "deferred", "untold")),
        says=st.booleans(),
    )
    def give_verdict(self, who: str, which: int, verdict: str, says: bool) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        line = facts.lines[which % len(facts.lines)]
        expected = acts.by_clerk(facts, user)
        expected = acts.state_in(expected, facts, acts.INTAKE, "not_at_intake")
        expected.must_if(verdict == "to_correct" and not says, "note_required")
        expected.must_if(verdict == "deferred" and line.material.is_main, "main_material")
        expected.must_if(verdict == "passed" and not there(line), "nothing_there")
        expected.must_if(verdict == "untold" and there(line), "lies_there")
        expected.must_if(verdict == "untold" and facts.named is None, "not_told_yet")
        expected.must_if(verdict == "untold" and line.pk in (facts.named or ()), "was_told")
        note = "请重新提供" if says else ""
        self.attempt(
            facts,
            expected,
            lambda: intake_accept.give_verdict(
                line=line, verdict=verdict, note=note, by=user, at=clock.now()
            ),
        )

    @precondition(near(acts.INTAKE))
    @rule(who=WHO)
    def accept(self, who: str) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        expected = acts.state_in(acts.by_clerk(facts, user), facts, acts.INTAKE)
        missing = [line for line in facts.lines if line.verdict not in ("passed", "untold")]
        expected.must_if(any(line.material.is_main for line in missing), "may_not_accept")
        if missing:
            expected.may.add("may_not_accept")
        self.attempt(
            facts,
            expected,
            lambda: intake_accept.accept(case=facts.case, by=user, at=clock.now()),
            "accept",
        )

    @precondition(near(acts.INTAKE))
    @rule(who=WHO, which=st.sets(st.integers(0, 9), max_size=3))
    def ask_to_correct(self, who: str, which: set[int]) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        lines = {facts.lines[one % len(facts.lines)].pk: "请补" for one in which}
        expected = Expected()
        is_supervisor = user == self.city.liu
        expected.must_if(not is_supervisor and not facts.is_clerk(user), "not_your_centre")
        expected = acts.state_in(expected, facts, acts.INTAKE)
        expected.must_if(not lines, "required")
        if facts.named is not None:
            expected.must_if(bool(set(lines) - facts.named), "second_demand")
        self.attempt(
            facts,
            expected,
            lambda: request_correction(case=facts.case, demands=lines, by=user, at=clock.now()),
            "request_correction",
        )

    @precondition(near(("correction_requested",)))
    @rule(who=WHO, gives=st.booleans())
    def supplement(self, who: str, gives: bool) -> None:
        facts, user = self.facts(), self.user(who, "alice")
        expected = Expected()
        is_side = user == self.city.alice or facts.is_clerk(user)
        expected.must_if(not is_side, "not_applicant")
        expected = acts.state_in(expected, facts, ("correction_requested",))
        if user == self.city.alice and not expected.must and gives:
            asked = facts.case.corrections.order_by("-sequence")[0].lines
            self.set_clock(clock.local(clock.now()) + timedelta(minutes=1))
            for one in asked.select_related("case_material"):
                draft.attach_file(
                    line=one.case_material, file=city.clean_pdf(), by=user, at=clock.now()
                )
        elif user == self.city.alice:
            expected.may.add("material_missing")
        self.attempt(
            facts,
            expected,
            lambda: supplement(case=facts.case, by=user, at=clock.now()),
            "supplement",
        )

    @precondition(near(acts.INTAKE))
    @rule(who=WHO, reason=st.sampled_from(("材料不属于本机关职权", "")))
    def refuse_acceptance(self, who: str, reason: str) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        expected = acts.state_in(acts.by_clerk(facts, user), facts, acts.INTAKE)
        expected.must_if(not reason, "reason_required")
        self.attempt(
            facts,
            expected,
            lambda: intake_accept.refuse_acceptance(
                case=facts.case, reason=reason, by=user, at=clock.now()
            ),
            "refuse_acceptance",
        )

    @precondition(near(acts.INTAKE))
    @rule(who=WHO, organ=st.sampled_from(("市水务局", "")))
    def transfer(self, who: str, organ: str) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        expected = acts.state_in(acts.by_clerk(facts, user), facts, acts.INTAKE)
        expected.must_if(not organ, "required")
        self.attempt(
            facts,
            expected,
            lambda: intake_accept.transfer(
                case=facts.case,
                organ_name=organ,
                reason="属于另一机关职权",
                by=user,
                at=clock.now(),
            ),
            "transfer",
        )

    @precondition(near(("submitted", "accepted")))
    @rule(who=WHO)
    def request_voiding(self, who: str) -> None:
        facts, user = self.facts(), self.user(who, "wang")
        expected = acts.state_in(acts.by_clerk(facts, user), facts, ("submitted", "accepted"))
        expected.must_if(facts.case.received_on != facts.today, "not_today")
        asked = CaseVoiding.objects.filter(case=facts.case).exists()
        expected.must_if(asked, "voiding_requested")
        self.attempt(
            facts,
            expected,
            lambda: actions.request_voiding(
                case=facts.case, reason="录错了单位", by=user, at=clock.now()
            ),
        )

    @precondition(near(("submitted", "accepted")))
    @rule(who=WHO)
    def confirm_voiding(self, who: str) -> None:
        facts, user = self.facts(), self.user(who, "zhao")
        expected = acts.state_in(acts.by_clerk(facts, user), facts, ("submitted", "accepted"))
        expected.must_if(facts.case.received_on != facts.today, "not_today")
        asked = CaseVoiding.objects.filter(case=facts.case).first()
        expected.must_if(asked is None, "no_voiding")
        expected.must_if(asked is not None and asked.requested_by == user, "second_person")
        self.attempt(
            facts,
            expected,
            lambda: actions.confirm_voiding(case=facts.case, by=user, at=clock.now()),
            "void",
        )
