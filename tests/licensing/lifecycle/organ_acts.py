# SPDX-License-Identifier: Apache-2.0
"""The acts of the organ that decides."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from licensing.decisions.decide import decide, terminate
from licensing.delivery import actions
from licensing.procedures import actions as procedures_actions
from licensing.procedures.models import Procedure
from licensing.review import actions as review_actions
from licensing.review.extension import extend
from portal.kernel import clock
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.core import HOLDERS, KEYS, ROLES, WHO, Core, near


class OrganActs(Core):
    """The acts of the organ that decides."""

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, role=ROLES)
    def claim(self, who: str, role: str) -> None:
        facts = self.facts()
        step = facts.step_for(role)
        if step is None:
            return
        holder = HOLDERS[step.role]
        user = self.user(who, holder)
        expected = acts.by_organ(facts, user, self.user(holder))
        expected.must_if(step.state != "open", "wrong_state")
        hosts = facts.hearing is not None and facts.hearing.host_id == user.pk
        expected.must_if(hosts, "hearing_host")
        self.attempt(
            facts, expected, lambda: review_actions.claim(step=step, by=user, at=clock.now())
        )

    @precondition(near(acts.REVIEW))
    @rule(
        who=WHO,
        role=ROLES,
        opinion=st.sampled_from(("符合条件", "符合条件", "")),
    )
    def pass_step(self, who: str, role: str, opinion: str) -> None:
        facts = self.facts()
        step = facts.step_for(role)
        if step is None:
            return
        holder = HOLDERS[step.role]
        user = self.user(who, holder)
        expected = acts.by_organ(facts, user, self.user(holder))
        expected.must_if(step.state != "claimed", "wrong_state")
        expected.must_if(facts.is_last(step) and not facts.is_owed(), "must_decide")
        expected.must_if(step.handler_id != user.pk, "not_handler")
        expected.must_if(not opinion, "opinion_required")
        self.attempt(
            facts,
            expected,
            lambda: review_actions.pass_step(step=step, opinion=opinion, by=user, at=clock.now()),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, back=st.sampled_from(("reviewer", "examiner")))
    def send_back(self, who: str, back: str) -> None:
        facts = self.facts()
        step = next((one for one in facts.steps if one.state == "claimed"), None)
        target = facts.step_for(back)
        if step is None or target is None:
            return
        holder = HOLDERS[step.role]
        user = self.user(who, holder)
        expected = acts.by_organ(facts, user, self.user(holder))
        expected.must_if(step.handler_id != user.pk, "not_handler")
        expected.must_if(target.position >= step.position, "not_earlier")
        self.attempt(
            facts,
            expected,
            lambda: review_actions.send_back(
                step=step, target=target, reason="请补充核查记录", by=user, at=clock.now()
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(
        who=WHO,
        kind=st.sampled_from(("检验", "检疫", "专家评审", "现场核查")),
        days=st.integers(-1, 6),
    )
    def open_procedure(self, who: str, kind: str, days: int) -> None:
        facts, user = self.facts(), self.user(who, "li")
        expected = acts.state_in(acts.by_reviewer(facts, user), facts, acts.REVIEW)
        expected.must_if(kind == "现场核查", "no_pause")
        expected.must_if(days < 0, "plan_in_past")
        expected.may |= {"plan_before_start", "plan_too_long"}
        limits = [facts.terms[one] for one in ("statutory", "promised") if one in facts.terms]
        late = [one.due_on is not None and one.due_on < facts.today for one in limits]
        expected.must_if(facts.state in acts.REVIEW and bool(late) and all(late), "pause_after_due")
        self.attempt(
            facts,
            expected,
            lambda: procedures_actions.open_procedure(
                case=facts.case,
                kind=kind,
                planned_end=facts.today + timedelta(days=days),
                reason="需要专业机构出具意见",
                provider="市检验检测中心",
                by=user,
                at=clock.now(),
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, number=st.sampled_from(("检字〔2026〕7号", "")))
    def close_procedure(self, who: str, number: str) -> None:
        facts, user = self.facts(), self.user(who, "li")
        if facts.procedure is None:
            return
        running: Procedure = facts.procedure
        expected = acts.state_in(acts.by_reviewer(facts, user), facts, acts.REVIEW)
        expected.must_if(not number, "evidence_required")
        self.attempt(
            facts,
            expected,
            lambda: procedures_actions.close_procedure(
                procedure=running,
                report_number=number,
                delivered_by="市检验检测中心",
                by=user,
                at=clock.now(),
            ),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, days=st.sampled_from((0, 5, 10, 11)))
    def extend(self, who: str, days: int) -> None:
        facts, user = self.facts(), self.user(who, "chen")
        expected = acts.by_organ(facts, user, self.city.chen)
        expected = acts.state_in(expected, facts, acts.REVIEW)
        expected.must_if(not 1 <= days <= 10, "days")
        term = facts.terms.get("statutory")
        if facts.state in acts.REVIEW and term is not None:
            expected.must_if(hasattr(term, "extension"), "extended_before")
            paused_today = facts.case.subject.pauses.filter(
                stops_statutory=True, first_day__lte=facts.today, last_day__gte=facts.today
            ).exists()
            expected.must_if(term.due_reason == "paused", "term_paused")
            expected.must_if(
                paused_today or bool(term.due_on and term.due_on < facts.today),
                "too_late_to_extend",
            )
        self.attempt(
            facts,
            expected,
            lambda: extend(case=facts.case, days=days, reason="案情复杂", by=user, at=clock.now()),
        )

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, outcome=st.sampled_from(("granted", "refused")))
    def decide(self, who: str, outcome: str) -> None:
        facts, user = self.facts(), self.user(who, "chen")
        expected = acts.by_organ(facts, user, self.city.chen)
        expected = acts.state_in(expected, facts, acts.REVIEW)
        expected.must_if(facts.hearing_blocks(), "hearing_open")
        expected.must_if(facts.paused, "paused")
        expected.must_if(outcome == "granted" and facts.is_owed(), "deferral_open")
        if facts.state != "concluded_held":
            mine = [
                one for one in facts.steps if one.state == "claimed" and one.handler_id == user.pk
            ]
            expected.must_if(not mine or not facts.is_last(mine[-1]), "review_open")
        self.attempt(
            facts,
            expected,
            lambda: decide(
                case=facts.case,
                outcome=outcome,
                opinion="经审查，决定如下",
                key=f"d{next(KEYS)}",
                by=user,
                at=clock.now(),
            ),
        )
        if not expected.must and facts.state in acts.REVIEW:
            wanted = "issued" if outcome == "granted" else "decided"
            assert self.state == wanted

    @precondition(near(acts.REVIEW))
    @rule(who=WHO, surely=st.integers(0, 9))
    def terminate(self, who: str, surely: int) -> None:
        facts, user = self.facts(), self.user(who, "chen")
        if surely < 9 and user == self.city.chen:
            return
        expected = acts.by_organ(facts, user, self.city.chen)
        expected = acts.state_in(expected, facts, acts.REVIEW)
        self.attempt(
            facts,
            expected,
            lambda: terminate(case=facts.case, reason="企业已经注销", by=user, at=clock.now()),
            "terminate",
        )

    @precondition(near(("decided", "issued")))
    @rule(who=WHO, method=st.sampled_from(("online", "window")))
    def deliver(self, who: str, method: str) -> None:
        rightful = "alice" if method == "online" else "wang"
        facts, user = self.facts(), self.user(who, rightful)
        expected = (
            acts.by_applicant(facts, user) if method == "online" else acts.by_clerk(facts, user)
        )
        expected = acts.state_in(expected, facts, ("decided", "issued"))
        self.attempt(
            facts,
            expected,
            lambda: actions.deliver(
                case=facts.case, method=method, recipient="张小丽", by=user, at=clock.now()
            ),
            "deliver",
        )
