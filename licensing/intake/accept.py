# SPDX-License-Identifier: Apache-2.0
"""The counter's acts: verdict on each material, then take in, ask once for more, or refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.documents import issue, limit_facts, material_facts
from licensing.cases.guards import locked, require_clerk, window_of
from licensing.cases.models import Case, CaseMaterial, MaterialGrade, Origin, Verdict
from licensing.cases.notices import tell_applicant
from licensing.cases.states import AT_INTAKE, CASE
from licensing.cases.terms import INTAKE, PROMISED, STATUTORY, SUPPLEMENT_CHECK
from licensing.deferrals.actions import open_deferrals
from licensing.deferrals.models import DeferralDecline
from licensing.intake.identity import require_settled
from licensing.intake.panel import is_present, lines_of, panel_of
from licensing.intake.rules import Suggestion
from licensing.intake.telling import record_untold, require_untold
from licensing.procedures.inspections import start_inspection
from licensing.review.actions import open_review
from portal.kernel import clock, wording
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context
from services.items.limits import statutory_citation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from portal.kernel.accounts.models import User


@dataclass(frozen=True)
class CaseTerms:
    """The two limits of an accepted case; the statutory one is None where no law sets one."""

    statutory: Term | None
    promised: Term

    @property
    def due_text(self) -> str:
        """Return the promised date, else its days, as people read it."""
        return day_or_limit(self.promised.due_on, self.promised.limit)


@act
def give_verdict(
    *, line: CaseMaterial, verdict: str, note: str = "", by: User, at: datetime
) -> None:
    """Note what the clerk found on one material; raises Refused after the intake.

    A line is good only with a file, an original seen, or a source of the office's own. What the
    one notice did not ask for is not asked for again (行政许可法 32(1)(5)). Raises Invalid for an
    unknown verdict, a demand without words, and where nothing lies there to be good.
    """
    case = locked(line.case)
    require_clerk(case, by)
    if case.state not in AT_INTAKE:
        raise Refused("not_at_intake", _("这个办件已经不在受理环节。"))
    if verdict not in Verdict.values:
        raise Invalid("verdict", _("请选择核验结果。"), f"verdict_{line.pk}")
    said = wording.reason(
        note,
        f"note_{line.pk}",
        least=1 if verdict == Verdict.TO_CORRECT else 0,
        most=300,
        message=_("需补正的材料，请写明要补什么。"),
        code="note_required",
    )
    if verdict == Verdict.DEFERRED and line.material.is_main:
        raise Refused("main_material", _("主要材料不能容缺。"))
    is_there = is_present(line)
    if verdict == Verdict.UNTOLD and is_there:
        raise Invalid("lies_there", _("这份材料已经有了，请直接核验。"), f"verdict_{line.pk}")
    if verdict == Verdict.PASSED and not is_there:
        raise Invalid(
            "nothing_there",
            _("“%(name)s”没有文件，也没有核过原件，不能合格。") % {"name": line.material.name},
            f"verdict_{line.pk}",
        )
    if verdict == Verdict.UNTOLD:
        require_untold(case, line)
    CaseMaterial.objects.filter(pk=line.pk).update(verdict=verdict, note=said)
    record(
        subject=case.subject,
        verb="licensing.material.check",
        by=by,
        facts={"line": line.pk, "verdict": verdict},
        effective_on=clock.local_date(at),
    )


@act
def see_original(*, line: CaseMaterial, by: User, at: datetime) -> None:
    """Note that the original of a material lay on the desk; raises Refused after the intake."""
    case = locked(line.case)
    require_clerk(case, by)
    if case.state not in AT_INTAKE:
        raise Refused("not_at_intake", _("这个办件已经不在受理环节。"))
    CaseMaterial.objects.filter(pk=line.pk).update(
        grade=MaterialGrade.B, origin=Origin.COUNTER, wants_deferral=False
    )
    record(
        subject=case.subject,
        verb="licensing.material.see_original",
        by=by,
        facts={"line": line.pk},
        effective_on=clock.local_date(at),
    )


def start_terms(case: Case, *, started_on: date, at: datetime) -> CaseTerms:
    """Start the statutory and the promised period side by side, each with its own source.

    Where the item is inspected, the days in which that must be arranged begin as well.
    """
    version = case.version
    statutory = None
    if version.statutory_days is not None:
        statutory = clocks.start(
            subject=case.subject,
            term=STATUTORY,
            limit=version.statutory_days,
            citation=statutory_citation(version),
            started_on=started_on,
            at=at,
        )
    promised = clocks.start(
        subject=case.subject,
        term=PROMISED,
        limit=version.promised_days,
        started_on=started_on,
        at=at,
    )
    start_inspection(case, started_on=started_on, at=at)
    return CaseTerms(statutory, promised)


@act
def accept(*, case: Case, revision: int | None = None, by: User, at: datetime) -> Case:
    """Take the file in: complete, or with secondary materials deferred against a commitment.

    Raises Refused when a material has no verdict yet or the panel says that the file may not
    be deferred.
    """
    case = locked(case, revision=revision)
    require_clerk(case, by)
    CASE.require("accept", case.state)
    require_settled(case)
    day = clock.local_date(at)
    lines = lines_of(case)
    panel = panel_of(case, lines, day)
    if panel.suggestion is Suggestion.MAY_NOT:
        against = "；".join(one.text for one in panel.reasons if not one.speaks_for)
        raise Refused("may_not_accept", _("现在不能受理：%(why)s。") % {"why": against})
    event = CASE.apply(
        case,
        "accept",
        by=by,
        at=at,
        context=Context(
            facts={"deferred": list(panel.missing), "suggestion": str(panel.suggestion)},
            effective_on=day,
            on_behalf_of=case.applicant,
            window=window_of(case, by),
        ),
        accepted_on=day,
        accepted_at=at,
    )
    record_untold(case, lines, by=by, at=at)
    end_intake(case, on=day, at=at)
    limits = start_terms(case, started_on=day, at=at)
    facts = limit_facts(limits.statutory, limits.promised)
    if panel.missing:
        missing = [line for line in lines if line.pk in panel.missing]
        open_deferrals(case=case, lines=missing, limits=facts, event=event, by=by, at=at)
    else:
        issue(case, "acceptance", by=by, materials=material_facts(case), **facts)
        tell_applicant(case, event, "accepted", due=limits.due_text)
    open_review(case=case, at=at)
    return case


def end_intake(case: Case, *, on: date, at: datetime) -> None:
    """End the periods in which the office had to answer."""
    clocks.end(subject=case.subject, codes=(INTAKE.code, SUPPLEMENT_CHECK.code), on=on, at=at)


@act
def refuse_acceptance(
    *, case: Case, reason: str, revision: int | None = None, by: User, at: datetime
) -> Case:
    """Refuse to take the file in, with the reason in writing."""
    case = locked(case, revision=revision)
    require_clerk(case, by)
    CASE.require("refuse_acceptance", case.state)
    why = wording.reason(reason, "reason", message=_("请写明不予受理的理由。"))
    event = CASE.apply(
        case,
        "refuse_acceptance",
        by=by,
        at=at,
        context=Context(effective_on=clock.local_date(at), on_behalf_of=case.applicant),
        ended_at=at,
    )
    end_intake(case, on=clock.local_date(at), at=at)
    issue(
        case,
        "non_acceptance",
        by=by,
        reason=why,
        reconsideration=case.organ.reconsideration_body,
        court=case.organ.court,
    )
    tell_applicant(case, event, "not_accepted", reason=why)
    return case


@act
def decline_deferral(*, case: Case, reason: str, by: User, at: datetime) -> None:
    """Decline a deferral that ought to be granted (应当); supervision sees the reason.

    Raises Invalid without a reason and Refused when the panel does not say must.
    """
    case = locked(case)
    require_clerk(case, by)
    CASE.require("accept", case.state)
    panel = panel_of(case, lines_of(case), clock.local_date(at))
    if panel.suggestion is not Suggestion.MUST:
        raise Refused("nothing_to_decline", _("这个办件不属于应当容缺受理的情形。"))
    why = wording.reason(
        reason, "reason", most=300, message=_("应当容缺而不容缺，请写明理由，督查可见。")
    )
    DeferralDecline.objects.create(case=case, reason=why, declined_by=by, declined_at=at)
    record(
        subject=case.subject,
        verb="licensing.deferral.decline",
        by=by,
        facts={"lines": list(panel.missing)},
        citation="资阳市优化营商环境条例第三十七条",
    )


@act
def transfer(*, case: Case, organ_name: str, reason: str, by: User, at: datetime) -> Case:
    """Tell the applicant that another organ is competent; raises Invalid without its name."""
    case = locked(case)
    require_clerk(case, by)
    CASE.require("transfer", case.state)
    organ = wording.reason(
        organ_name,
        "organ_name",
        least=1,
        most=100,
        message=_("请写明应当向哪个机关申请。"),
        code="required",
    )
    why = wording.reason(reason, "reason", message=_("请写明为什么应当向其他机关申请。"))
    event = CASE.apply(
        case,
        "transfer",
        by=by,
        at=at,
        context=Context(on_behalf_of=case.applicant),
        ended_at=at,
    )
    end_intake(case, on=clock.local_date(at), at=at)
    tell_applicant(case, event, "transferred", organ=organ, reason=why)
    return case


# -- All verdicts of one look at a file, kept together or not at all ---------------------------


@act
def give_verdicts(
    *,
    case: Case,
    verdicts: Mapping[int, tuple[str, str]],
    seen: Collection[int] = (),
    revision: int | None,
    by: User,
    at: datetime,
) -> int:
    """Keep what the clerk found: key of the material -> verdict and note; returns the revision.

    ``seen`` are the keys of the materials whose original lay on the desk.

    Only what differs from the stored verdicts is written. Raises Stale when a colleague
    changed the case since the page was read, so that nobody's verdicts are overwritten.
    """
    case = locked(case, revision=revision)
    shown = CaseMaterial.objects.filter(case=case, pk__in=seen).select_related("case")
    originals = [line for line in shown if line.grade in (MaterialGrade.C, MaterialGrade.D)]
    for line in originals:
        see_original(line=line, by=by, at=at)
    changed = [
        (line, *verdicts[line.pk])
        for line in CaseMaterial.objects.filter(case=case, pk__in=verdicts).select_related(
            "case", "material"
        )
        if (line.verdict, line.note) != (verdicts[line.pk][0], verdicts[line.pk][1].strip())
    ]
    for line, verdict, note in changed:
        give_verdict(line=line, verdict=verdict, note=note, by=by, at=at)
    if changed or originals:
        case.revision += 1
        Case.objects.filter(pk=case.pk).update(revision=case.revision)
    return case.revision
