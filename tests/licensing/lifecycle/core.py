# SPDX-License-Identifier: Apache-2.0
"""One case under random acts of everybody, at random times, right and wrong."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import hypothesis
import time_machine
from django.conf import settings
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from licensing.cases.models import Case
from licensing.cases.states import CASE
from portal.kernel import clock, invariants, sweeps
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import PortalError
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from portal.kernel.subjects import Touched
from portal.kernel.turns.models import Turn
from portal.kernel.turns.writing import differences
from tests import city as cities
from tests.licensing.lifecycle import acts
from tests.licensing.lifecycle.acts import Expected, Facts
from tests.licensing.lifecycle.recompute import wrong_terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.accounts.models import User

#: Everybody of the small city who might try something; mostly it is who may.
ANYBODY = ("alice", "charlie", "wang", "zhao", "sun", "li", "zhou", "chen", "huang", "liu")
WHO = st.sampled_from(("whoever may",) * 20 + ANYBODY)
ROLES = st.sampled_from(("whose turn it is",) * 8 + ("reviewer", "examiner", "approver"))
HOLDERS = {"reviewer": "li", "examiner": "zhou", "approver": "chen"}
#: The papers and mails are made elsewhere; here only what the law attaches to time is awaited.
_MADE_ELSEWHERE = ("kernel.render_document", "kernel.deliver")
#: Sweeps that no case of the story can tell: they run once at its end.
_OF_OTHERS = frozenset({
    "former_representatives", "mandate_requests_forgotten", "digest_written", "posts_left",
    "staff_moves", "sessions_forgotten", "import_runs", "unsent_forms_forgotten",
    "guides_in_force", "api_tokens_forgotten", "codes_wiped", "attempts_forgotten",
    "orphan_files_removed", "uploads_scanned",
})  # fmt: skip
ZONE = ZoneInfo("Asia/Shanghai")
STARTS = (
    "2026-03-02 10:00",
    "2026-02-13 16:50",
    "2026-04-30 23:59",
    "2026-09-30 09:00",
    "2026-11-20 11:00",
)
LACKING = st.sampled_from(("none", "secondary", "main"))
FAR = st.integers(0, 7)
KEYS = count()
FINGERPRINT = """
    SELECT state, revision, decided_on,
        (SELECT count(*) FROM kernel_event),
        (SELECT count(*) FROM kernel_document),
        (SELECT count(*) FROM kernel_outboxmessage),
        (SELECT array_agg((t.id, t.state, t.due_on, t.version)::text ORDER BY t.id) FROM kernel_term t),
        (SELECT array_agg((m.verdict, m.note, m.grade)::text ORDER BY m.id) FROM licensing_casematerial m)
    FROM licensing_case WHERE id = %s"""
PARTS = """
    SELECT subject_id FROM licensing_reviewstep WHERE case_id = %(case)s
    UNION ALL SELECT subject_id FROM licensing_deferral WHERE case_id = %(case)s
    UNION ALL SELECT subject_id FROM licensing_procedure WHERE case_id = %(case)s
    UNION ALL SELECT subject_id FROM licensing_hearing WHERE case_id = %(case)s"""


def near(states: tuple[str, ...]) -> Callable[[Any], bool]:
    """In a tame run an act is tried where its arrow begins; in a wild one anywhere."""
    return lambda self: self.is_wild or self.state in states


class Core(RuleBasedStateMachine):
    """Every act either does exactly what its arrow says, or is refused for a reason that holds
    and leaves everything as it was."""

    city: cities.City
    host: User
    unknown: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.travel: Any = None
        self.case: Case | None = None
        self.is_wild = False
        self.state = ""

    def teardown(self) -> None:
        try:
            if self.case is not None:
                self.check_everything()
        finally:
            if self.travel is not None:
                self.travel.stop()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)
            shutil.rmtree(settings.AUDIT_DIGEST_DIR, ignore_errors=True)  # of a story that is gone

    @initialize(
        start=st.sampled_from(STARTS),
        lacking=LACKING,
        far=FAR,
        is_wild=st.sampled_from((False, False, False, True)),
    )
    def begin(self, start: str, lacking: str, far: int, is_wild: bool) -> None:
        """Hand a file in, and often bring it some way along."""
        self.is_wild = is_wild
        self.set_clock(datetime.fromisoformat(start).replace(tzinfo=ZONE))
        self.hand_in(lacking, far)

    @precondition(lambda self: self.state in CASE.finals)
    @rule(lacking=LACKING, far=FAR)
    def begin_again(self, lacking: str, far: int) -> None:
        """What has ended stays as it is; another file comes in."""
        self.hand_in(lacking, far)

    def hand_in(self, lacking: str, far: int) -> None:
        self.case = cities.submitted(self.city, lacking=lacking, key=f"l{next(KEYS)}")
        if far >= 2:
            cities.check_all(self.city, self.case)
        if far >= 3 and lacking != "main":
            self.case = cities.take_in(self.city, self.case)
            if far >= 5:
                cities.review_up_to_approval(self.city, self.case)
        self.state = self.facts().state

    def set_clock(self, moment: datetime) -> None:
        if self.travel is not None:
            self.travel.stop()
        self.travel = time_machine.travel(moment, tick=False)
        self.travel.start()

    def facts(self) -> Facts:
        assert self.case is not None
        return Facts(self.city, self.case)

    def user(self, name: str, rightful: str = "") -> User:
        user: User = getattr(self.city, rightful if name == "whoever may" else name)
        return user

    def fingerprint(self) -> tuple[Any, ...]:
        """Everything that a refusal must leave as it was."""
        assert self.case is not None
        with connection.cursor() as cursor:
            cursor.execute(FINGERPRINT, [self.case.pk])
            row: tuple[Any, ...] = cursor.fetchone()
        return row

    def attempt(
        self, facts: Facts, expected: Expected, act: Callable[[], object], verb: str = ""
    ) -> None:
        """Do an act; a refusal must have a reason that holds and change nothing."""
        before = self.fingerprint()
        try:
            with transaction.atomic():
                act()
                code = ""
        except PortalError as refusal:
            code = refusal.code
        name = act.__qualname__.split(".")[1]
        hypothesis.event(f"{name} {'refused' if code else 'done'}")
        if code:
            assert code in expected.must | expected.may, (name, code, expected)
            assert self.fingerprint() == before
        else:
            assert not expected.must, (name, expected)
            case = self.facts().case
            self.state = case.state
            if verb:
                assert self.state == CASE.arrow(verb).target
            self.check_terms(case)
            self.check_turns(case)

    def check_terms(self, case: Case) -> None:
        with connection.cursor() as cursor:
            cursor.execute(PARTS, {"case": case.pk})
            subjects = [case.subject_id, *(subject for (subject,) in cursor.fetchall())]
        wrong = wrong_terms(subjects, self.unknown)
        assert not wrong, wrong

    def check_turns(self, case: Case) -> None:
        """The rows of whose turn it is are those that states and terms ask for."""
        wrong = differences([Touched(CASE.name, (case.subject_id,))])
        assert not wrong, wrong
        heads = Turn.objects.filter(root=case.subject_id, is_head=True).count()
        assert heads == (self.state not in CASE.finals) or case.deferrals.unverified().exists()

    def check_everything(self) -> None:
        OutboxMessage.objects.filter(kind__in=_MADE_ELSEWHERE, state="pending").delete()
        sweeps.run_all(at=clock.now())
        OutboxMessage.objects.filter(kind__in=_MADE_ELSEWHERE, state="pending").delete()
        found = invariants.run()
        assert not found, found

    @rule(hours=st.sampled_from((1, 20, 24, 48, 72, 120, 240, 480)))
    def time_passes(self, hours: int) -> None:
        """Days go by; what the law attaches to them comes about."""
        self.set_clock(clock.local(clock.now()) + timedelta(hours=hours))
        OutboxMessage.objects.filter(kind__in=_MADE_ELSEWHERE, state="pending").delete()
        while True:
            sweeps.run_all(at=clock.now(), but=_OF_OTHERS)
            OutboxMessage.objects.filter(kind__in=_MADE_ELSEWHERE, state="pending").delete()
            if not drain():
                break
        facts = self.facts()
        self.state = facts.state
        assert not (facts.state == "submitted" and acts.past_due(facts, "intake"))
        assert not (facts.state == "correction_requested" and acts.past_due(facts, "supplement"))
        assert not (facts.deferral and facts.deferral.state == "open" and self.is_lapsed(facts))
        self.check_terms(facts.case)
        self.check_turns(facts.case)

    def is_lapsed(self, facts: Facts) -> bool:
        term = Term.objects.running().filter(subject=facts.deferral.subject_id).first()  # type: ignore[union-attr]
        return bool(term and term.due_on and term.due_on < facts.today)
