# SPDX-License-Identifier: Apache-2.0
"""What licensing registers with the kernel."""

from __future__ import annotations

from licensing import invariants
from licensing.bans import states as bans_states
from licensing.bans.models import Ban
from licensing.cases import documents as cases_documents
from licensing.cases import reach
from licensing.cases import states as cases_states
from licensing.cases import terms as cases_terms
from licensing.cases.models import Case
from licensing.cases.queries import has_applications
from licensing.decisions.deem import deem_licences_renewed
from licensing.deferrals import consequences as deferrals_consequences
from licensing.deferrals import states as deferrals_states
from licensing.deferrals.models import Deferral
from licensing.delivery import actions as delivery_actions
from licensing.emergencies import states as emergencies_states
from licensing.emergencies.models import Emergency
from licensing.intake import consequences
from licensing.licences import actions as licences_actions
from licensing.licences import states as licences_states
from licensing.licences.actions import expire_licences
from licensing.licences.models import Licence
from licensing.mine.closing import PART
from licensing.mine.own_data import of_cases, of_licences
from licensing.procedures import overdue
from licensing.procedures import states as procedures_states
from licensing.procedures.leaving import release_hearings
from licensing.procedures.models import Hearing, Procedure
from licensing.review import overdue as review_overdue
from licensing.review import states as review_states
from licensing.review.handover import hand_over_steps
from licensing.review.leaving import release_steps
from licensing.review.models import OrganPart, ReviewStep
from portal.kernel import invariants as kernel_invariants
from portal.kernel import sweeps
from portal.kernel.absences.actions import register_desk
from portal.kernel.deadlines.terms.registry import TermKind, register_pause_watch, register_term
from portal.kernel.identity import closing, own_data
from portal.kernel.staff.leaving import register_release
from portal.kernel.states import register_aggregate
from services.tables.queries import register_keeper

_ON_OVERDUE = {
    cases_terms.INTAKE.code: consequences.on_intake_overdue,
    cases_terms.SUPPLEMENT.code: consequences.on_supplement_overdue,
    cases_terms.DEFERRAL.code: deferrals_consequences.on_deferral_overdue,
    cases_terms.ARCHIVE.code: delivery_actions.on_archive_overdue,
    cases_terms.PROMISED.code: review_overdue.on_promise_overdue,
    cases_terms.STATUTORY.code: review_overdue.on_statute_overdue,
    cases_terms.STEP.code: review_overdue.on_step_overdue,
    cases_terms.PART.code: review_overdue.on_part_overdue,
    cases_terms.INSPECTION.code: review_overdue.on_office_overdue,
    cases_terms.DELIVERY.code: review_overdue.on_office_overdue,
    cases_terms.HEARING_REQUEST.code: overdue.on_hearing_silence,
    cases_terms.HEARING_HOLD.code: overdue.on_hearing_unheld,
    cases_terms.PROCEDURE.code: overdue.on_procedure_overrun,
    cases_terms.BAN.code: licences_actions.on_ban_over,
}
_ON_REMINDER = {
    cases_terms.SUPPLEMENT.code: consequences.remind_of_supplement,
    cases_terms.VALIDITY.code: licences_actions.remind_holder,
    cases_terms.DEFERRAL.code: deferrals_consequences.remind_of_deferral,
    cases_terms.STATUTORY.code: consequences.remind_of_case,
    cases_terms.PROMISED.code: consequences.remind_of_case,
    cases_terms.HEARING_HOLD.code: consequences.remind_of_case,
    cases_terms.HEARING_REQUEST.code: overdue.remind_of_hearing,
}
_ON_MOVED = {cases_terms.VALIDITY.code: licences_actions.tell_holder_moved}
#: Periods of the office itself, whose dates the applicant need not follow.
_SILENT = (
    cases_terms.STEP,
    cases_terms.ARCHIVE,
    cases_terms.PART,
    cases_terms.INSPECTION,
    cases_terms.PROCEDURE,
)


def _register_aggregates() -> None:
    """Tell where states are kept, and which columns only an arrow may change."""
    register_aggregate(
        cases_states.CASE,
        Case,
        sealed=(
            "number", "version_id", "applicant_id", "agent_id", "organ_id", "centre_id", "channel",
            "renews_id", "renewal_in_time", "received_on", "accepted_on", "decided_on",
            "delivered_on", "is_deemed",
        ),
    )  # fmt: skip
    register_aggregate(
        deferrals_states.DEFERRAL,
        Deferral,
        root="case",
        sealed=("case_id", "case_material_id", "gate", "supplied_on", "rejections"),
    )
    register_aggregate(review_states.STEP, ReviewStep, root="case", part="position")
    register_aggregate(
        licences_states.LICENCE,
        Licence,
        sealed=(
            "case_id", "holder_id", "organ_id", "title", "number", "valid_from", "valid_to",
            "document_id",
        ),
    )  # fmt: skip
    register_aggregate(review_states.PART, OrganPart, root="case")
    register_aggregate(procedures_states.PROCEDURE, Procedure, root="case")
    register_aggregate(procedures_states.HEARING, Hearing, root="case")
    register_aggregate(
        bans_states.BAN,
        Ban,
        sealed=("party_id", "item_id", "case_id", "ground", "first_day", "last_day"),
    )
    register_aggregate(emergencies_states.EMERGENCY, Emergency)


def connect() -> None:
    """Register machines, periods, papers, sweeps and invariants."""
    _register_aggregates()
    closing.register("licensing", PART)
    own_data.register("办件", of_cases)
    own_data.register("证照", of_licences)
    for term in cases_terms.ALL:
        register_term(
            TermKind(
                code=term.code,
                label=term.label,
                citation=term.citation,
                stops=term.stops,
                ladder=term.ladder,
                on_overdue=_ON_OVERDUE.get(term.code),
                on_reminder=_ON_REMINDER.get(term.code),
                on_moved=None
                if term in _SILENT
                else _ON_MOVED.get(term.code, consequences.tell_of_moved_date),
                by_law=term.is_law,
                is_applicants=term.is_applicants,
            )
        )
    register_pause_watch(consequences.watch_pause)
    register_desk(hand_over_steps)
    register_release(release_steps)
    register_release(release_hearings)
    reach.register()
    register_keeper(has_applications)
    cases_documents.register()
    sweeps.register("licences_deemed_renewed", deem_licences_renewed)
    sweeps.register("licences_expired", expire_licences)
    kernel_invariants.register(
        "no_result_over_open_deferral", invariants.no_result_over_open_deferral
    )
    kernel_invariants.register("decision_as_recorded", invariants.decision_as_recorded)
    kernel_invariants.register("one_current_decision", invariants.one_current_decision)
    kernel_invariants.register(
        "no_decision_over_open_hearing", invariants.no_decision_over_open_hearing
    )
    kernel_invariants.register("ended_case_has_no_term", invariants.ended_case_has_no_term)
    kernel_invariants.register("licence_ends_with_its_term", invariants.licence_ends_with_its_term)
