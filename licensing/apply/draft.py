# SPDX-License-Identifier: Apache-2.0
"""Filling in an application. Nothing that was typed or uploaded is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from credit.records.queries import deferral_gate
from licensing.bans.actions import require_not_barred
from licensing.cases.files import keep_file, room_for
from licensing.cases.guards import acts_at_desk, locked, require_applicant
from licensing.cases.models import (
    Case,
    CaseChannel,
    CaseMaterial,
    MaterialFile,
    MaterialGrade,
    Origin,
    Verdict,
)
from licensing.cases.states import CASE, CaseState
from licensing.licences.models import Licence
from licensing.licences.states import LicenceState
from portal.kernel import clock, wording
from portal.kernel.accounts.phones import stored_phone
from portal.kernel.accounts.queries import principals_in
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.registers.statements import papers_of, told_of
from portal.kernel.subjects import Subject
from services.situations import asking
from services.situations import tree as situations_tree
from services.situations.queries import questions_of
from services.situations.tree import Need

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import Party, User
    from portal.kernel.places.models import Centre
    from portal.kernel.uploads.inspection import CleanFile
    from services.items.models.version import OfferingVersion


#: Letters that fit in each line of the contact.
CONTACT_LINES = {"contact_name": 50, "contact_phone": 40, "address": 200, "remark": 500}


#: Files can be added in these states, by the applicant's side.
OPEN_FOR_FILES = (CaseState.DRAFT, CaseState.CORRECTION_REQUESTED)


def new_case(
    *,
    version: OfferingVersion,
    applicant: Party,
    agent: Party | None,
    centre: Centre,
    channel: str,
    renews: Licence | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Make the row, its subject and one line for each material of the version.

    A licence that the office itself has issued, or a paper for which a connected register
    stands, is not asked for again (ZY 34).
    """
    case = Case.objects.create(
        subject=Subject.objects.begin("licensing.case"),
        version=version,
        organ_id=version.organ_id,
        centre=centre,
        applicant=applicant,
        agent=agent,
        filed_by=by,
        channel=channel,
        renews=renews,
        created_at=at,
        saved_at=at,
    )
    held = held_by(applicant, at)
    given_by = Origin.COUNTER if channel == CaseChannel.WINDOW else Origin.APPLICANT
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=case,
            material=material,
            position=material.position,
            is_applicable=material.necessity == "required",
            origin=held.get(material.name, given_by),
            grade=MaterialGrade.A if material.name in held else MaterialGrade.C,
            verdict=Verdict.PASSED if material.name in held else Verdict.PENDING,
        )
        for material in version.materials.all()
    )
    record(
        subject=case.subject,
        verb="licensing.case.start",
        by=by,
        to_state=CaseState.DRAFT,
        facts={"version": version.pk, "applicant": applicant.pk},
        on_behalf_of=applicant,
    )
    return case


def held_by(applicant: Party, at: datetime) -> dict[str, Origin]:
    """Return what the office has already: title of the paper → where it is from."""
    papers = papers_of(told_of(applicant, clock.local_date(at)))
    licences = Licence.objects.filter(holder=applicant, state=LicenceState.VALID)
    titles = licences.values_list("title", flat=True)
    return dict.fromkeys(papers, Origin.REGISTRATION) | dict.fromkeys(titles, Origin.LICENCE)


def check_kind(version: OfferingVersion, applicant: Party) -> None:
    """Raise Invalid for an applicant of a kind that the item is not for."""
    wanted = version.applicant_kind
    if wanted != "both" and wanted != applicant.kind:
        raise Invalid(
            "applicant_kind",
            _("这个事项只能由企业或其他组织申请。")
            if wanted == "enterprise"
            else _("这个事项只能由个人申请。"),
            "applicant",
        )


@act
def start_draft(
    *,
    version: OfferingVersion,
    applicant: Party,
    centre: Centre,
    renews: Licence | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Begin an online application, or return the open draft of the same matter.

    ``renews``: the licence that is to be renewed by it.

    Raises Refused when the user may not act for the applicant, Invalid for an applicant of
    the wrong kind.
    """
    if not principals_in(by, version.offering.code).filter(pk=applicant.pk).exists():
        raise Refused("not_applicant", _("您没有这家单位的委托，不能替它申请。"))
    check_kind(version, applicant)
    require_not_barred(party=applicant, version=version, on=clock.local_date(at))
    draft = Case.objects.filter(
        version=version, applicant=applicant, filed_by=by, state=CaseState.DRAFT, renews=renews
    ).first()
    agent = by.person if by.person_id != applicant.pk else None
    return draft or new_case(
        version=version,
        applicant=applicant,
        agent=agent,
        centre=centre,
        channel=CaseChannel.ONLINE,
        renews=renews,
        by=by,
        at=at,
    )


def contact_problems(form: Mapping[str, Any]) -> list[Problem]:
    """Return what does not fit in its line of the contact, or cannot be printed there."""
    return [
        problem
        for name, most in CONTACT_LINES.items()
        for problem in wording.length_problem(str(form.get(name, "")), name, least=0, most=most)
    ]


@act
def save_form(*, case: Case, form: dict[str, Any], by: User, at: datetime) -> Case:
    """Keep what was typed, complete or not; completeness is asked for on submission.

    A phone is kept in its stored shape. Raises Invalid for what does not fit in its line.
    """
    if problems := contact_problems(form):
        raise Invalid.many(problems)
    case = locked(case)
    acts_at_desk(case, by)
    if case.state != CaseState.DRAFT:
        raise Refused("not_draft", _("申请已经提交，不能再改表格。"))
    case.form = {**case.form, **form}
    if "contact_phone" in form:
        case.form["contact_phone"] = stored_phone(form["contact_phone"])
    case.saved_at = at
    case.revision += 1
    case.save(update_fields=["form", "saved_at", "revision"])
    return case


@act
def describe_situation(*, case: Case, given: dict[str, str], by: User, at: datetime) -> bool:
    """Keep the answers about the situation; once all are there, they pick the materials.

    Returns whether all questions are answered. Raises Invalid for an answer that the item does
    not know: nothing is kept then.
    """
    case = locked(case)
    acts_at_desk(case, by)
    if case.state != CaseState.DRAFT:
        raise Refused("not_draft", _("申请已经提交，不能再改情形。"))
    tree = questions_of(case.version_id)
    walk = situations_tree.walk(tree, given)
    if walk.unknown:
        raise Invalid("unknown_answer", _("有一个回答认不出来，请再答一次。"), "situation")
    if walk.is_complete:
        pick_materials(case, tree, walk)
    case.form = {**case.form, "situation": asking.kept(walk)}
    case.saved_at = at
    case.revision += 1
    case.save(update_fields=["form", "saved_at", "revision"])
    return walk.is_complete


def pick_materials(case: Case, tree: situations_tree.Tree, walk: situations_tree.Walk) -> None:
    """Set which materials apply; those that no question is about stay as the applicant said."""
    for line in CaseMaterial.objects.filter(case=case).select_related("material"):
        name, is_required = line.material.name, line.material.necessity == "required"
        standing = situations_tree.standing_of(tree, walk.answered, name, is_required=is_required)
        if standing != Need.OPEN:
            applies = standing == Need.NEEDED
            CaseMaterial.objects.filter(pk=line.pk).update(is_applicable=applies)


@act
def choose_material(
    *,
    line: CaseMaterial,
    is_applicable: bool | None = None,
    wants_deferral: bool | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say whether a conditional material applies, or that a secondary one will come later.

    Raises Refused for a main material, which cannot be put off, and for what the office has.
    """
    case = locked(line.case)
    acts_at_desk(case, by)
    if case.state not in OPEN_FOR_FILES:
        raise Refused("not_draft", _("申请已经提交，不能再改材料。"))
    if is_applicable is not None and line.material.necessity == "conditional":
        line.is_applicable = is_applicable
    if wants_deferral is not None:
        if wants_deferral and (line.material.is_main or not line.material.is_deferrable):
            raise Refused("not_deferrable", _("这份材料不在容缺清单内，不能以后再交。"))
        if wants_deferral and line.grade == MaterialGrade.A and line.verdict == Verdict.PASSED:
            raise Refused("held", _("这份材料不用交，不必以后补交。"))
        gate = deferral_gate(case.applicant, clock.local_date(at))
        if wants_deferral and gate.is_barred:
            raise Refused("deferral_barred", gate.text)
        line.wants_deferral = wants_deferral
    # only what was chosen: the line was read before the lock, and a file may have come since
    chosen = (("is_applicable", is_applicable), ("wants_deferral", wants_deferral))
    changed = {name: getattr(line, name) for name, value in chosen if value is not None}
    CaseMaterial.objects.filter(pk=line.pk).update(**changed)
    Case.objects.filter(pk=case.pk).update(saved_at=at)


def require_room(*, line: CaseMaterial, more: int, at: datetime) -> None:
    """Refuse files that have no room anyway, before each is looked into for seconds."""
    if line.case.state not in OPEN_FOR_FILES:
        raise Refused("not_draft", _("现在不能再加文件。"))
    room_for(line, at, more=more)


@act
def attach_file(*, line: CaseMaterial, file: CleanFile, by: User, at: datetime) -> MaterialFile:
    """Add one file to a material; raises Invalid for a bad file, Refused when it is too late."""
    case = locked(line.case)
    is_at_desk = acts_at_desk(case, by)
    if case.state not in OPEN_FOR_FILES:
        raise Refused("not_draft", _("现在不能再加文件。"))
    return keep_file(line=line, file=file, is_at_desk=is_at_desk, by=by, at=at)


@act
def remove_file(*, file: MaterialFile, by: User, at: datetime) -> None:
    """Take a file out of a draft, or out of a material that is to be corrected; the row stays.

    What was handed in and not found wanting cannot be taken back. Raises Refused.
    """
    case = locked(file.case_material.case)
    acts_at_desk(case, by)
    if case.state not in OPEN_FOR_FILES:
        raise Refused("not_draft", _("申请已经提交，不能再删文件。"))
    line = CaseMaterial.objects.get(pk=file.case_material_id)
    if case.state != CaseState.DRAFT and line.verdict == Verdict.PASSED:
        raise Refused("handed_in", _("这份材料已经核验合格，不能再删文件。"))
    MaterialFile.objects.filter(pk=file.pk, removed_at__isnull=True).update(removed_at=at)
    Case.objects.filter(pk=case.pk).update(saved_at=at)


@act
def discard(*, case: Case, by: User, at: datetime) -> None:
    """Throw a draft away."""
    case = locked(case)
    require_applicant(case, by)
    CASE.apply(case, "discard", by=by, at=at, ended_at=at)
