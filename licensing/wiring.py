# SPDX-License-Identifier: Apache-2.0
"""What licensing registers with the kernel."""

from __future__ import annotations

from licensing import checks, consequences, documents, states, terms
from licensing.actions.end import expire_licences
from licensing.models import Case, Deferral, Licence, ReviewStep
from portal.kernel import invariants, sweeps
from portal.kernel.checks import register_aggregate
from portal.kernel.deadlines.registry import TermKind, register_pause_watch, register_term

_ON_OVERDUE = {
    terms.INTAKE.code: consequences.on_intake_overdue,
    terms.SUPPLEMENT.code: consequences.on_supplement_overdue,
    terms.DEFERRAL.code: consequences.on_deferral_overdue,
    terms.ARCHIVE.code: consequences.on_archive_overdue,
}
_ON_REMINDER = {
    terms.SUPPLEMENT.code: consequences.remind_of_supplement,
    terms.DEFERRAL.code: consequences.remind_of_deferral,
    terms.STATUTORY.code: consequences.remind_of_case,
    terms.PROMISED.code: consequences.remind_of_case,
}
#: Periods of the office itself, whose dates the applicant need not follow.
_SILENT = (terms.STEP, terms.ARCHIVE)


def connect() -> None:
    """Register machines, periods, papers, sweeps and invariants."""
    register_aggregate(states.CASE, Case)
    register_aggregate(states.DEFERRAL, Deferral)
    register_aggregate(states.STEP, ReviewStep)
    register_aggregate(states.LICENCE, Licence)
    for term in terms.ALL:
        register_term(
            TermKind(
                code=term.code,
                label=term.label,
                citation=term.citation,
                stops=term.stops,
                ladder=term.ladder,
                on_overdue=_ON_OVERDUE.get(term.code),
                on_reminder=_ON_REMINDER.get(term.code),
                on_moved=None if term in _SILENT else consequences.tell_of_moved_date,
                by_law=term.is_law,
            )
        )
    register_pause_watch(consequences.watch_pause)
    documents.register()
    sweeps.register("licences_expired", expire_licences)
    invariants.register("no_result_over_open_deferral", checks.no_result_over_open_deferral)
    invariants.register("one_current_decision", checks.one_current_decision)
    invariants.register("ended_case_has_no_term", checks.ended_case_has_no_term)
