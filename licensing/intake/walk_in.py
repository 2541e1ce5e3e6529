# SPDX-License-Identifier: Apache-2.0
"""What a walk-in is asked at the counter beside his particulars: the same as online.

The item's one table with what the portal knows, the questions about the situation, and the
materials that result, those the office has already marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from licensing.apply import table as apply_table
from licensing.apply.draft import check_kind, held_by, new_case, pick_materials
from licensing.apply.submit import take_in
from licensing.bans.actions import require_not_barred
from licensing.cases.guards import locked, require_no_stake
from licensing.cases.models import Case, CaseChannel, CaseMaterial, MaterialGrade, Origin, Verdict
from licensing.cases.table import KEPT, fields_of
from portal.kernel import clock
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from portal.kernel.idempotency import recall, remember
from services.situations import asking
from services.situations import tree as situations_tree
from services.situations.queries import questions_of
from services.situations.tree import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from licensing.apply.prefill import Known
    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Window
    from services.items.models.parts import Material
    from services.items.models.version import OfferingVersion
    from services.tables.models import FormField


@dataclass(frozen=True)
class Paper:
    """A material at the counter: whether it applies, and whether the office has it already."""

    material: Material
    standing: Need
    is_held: bool


@dataclass(frozen=True)
class WalkInQuestions:
    """Everything that is asked of one walk-in, as far as he has answered.

    ``party`` is somebody the portal knew before, None for who is new; ``number`` the applicant's
    own, known or new, empty while his particulars are wrong.
    """

    party: Party | None
    fields: list[FormField]
    known: Mapping[str, Known]
    questions: list[tuple[situations_tree.Question, situations_tree.Answer | None]]
    papers: list[Paper]
    number: str = ""

    @property
    def needed(self) -> list[Paper]:
        """Return the papers that apply, whether the office has them or not."""
        return [one for one in self.papers if one.standing == Need.NEEDED]

    @property
    def spared(self) -> list[Paper]:
        """Those that apply and need not be handed in, because the office has them."""
        return [one for one in self.needed if one.is_held]


def lines_of(version: OfferingVersion) -> list[FormField]:
    """Return the lines of the item's own table."""
    return fields_of(Case(version=version))


def met(find: Callable[[], Party]) -> Party:
    """Return the applicant that ``find`` returns or makes, without keeping anybody new.

    Somebody is kept when his file is taken in, not before. Raises Invalid when ``find`` does.
    """
    with transaction.atomic():
        party = find()
        transaction.set_rollback(True)
    return party


def asked_of(
    version: OfferingVersion,
    given: Mapping[str, str],
    find: Callable[[], Party],
    *,
    by: User,
    at: datetime,
) -> WalkInQuestions:
    """Return what is asked of an applicant after the answers ``given``, and what is known of him.

    ``find`` as in ``met``. What would keep the file from being taken in is said before anything
    is filled in: raises Invalid when ``find`` does and for the wrong kind of applicant, Refused
    for somebody barred and for a matter of the clerk's own.
    """
    fields = lines_of(version)
    with transaction.atomic():
        party = find()
        case = Case(version=version, applicant=party)
        check_kind(version, party)
        require_no_stake(case, by)
        require_not_barred(party=party, version=version, on=clock.local_date(at))
        known = apply_table.known_for(case, fields)
        held = set(held_by(party, at))
        transaction.set_rollback(True)
    questions = list(situations_tree.on_the_way(questions_of(version.pk), given))
    is_known = Party.objects.filter(pk=party.pk).exists()
    papers = _papers(version, given, held)
    shown = party if is_known else None
    return WalkInQuestions(shown, fields, known, questions, papers, party.number)


def asked_of_nobody(version: OfferingVersion, given: Mapping[str, str]) -> WalkInQuestions:
    """Return what is asked while the particulars of the applicant are still wrong."""
    questions = list(situations_tree.on_the_way(questions_of(version.pk), given))
    return WalkInQuestions(None, lines_of(version), {}, questions, _papers(version, given, set()))


def _papers(version: OfferingVersion, given: Mapping[str, str], held: set[str]) -> list[Paper]:
    tree = questions_of(version.pk)
    way = situations_tree.on_the_way(tree, given)
    answered = [(one, reply) for one, reply in way if reply is not None]
    return [
        Paper(
            material,
            situations_tree.standing_of(
                tree, answered, material.name, is_required=material.necessity == "required"
            ),
            material.name in held,
        )
        for material in version.materials.all()
    ]


# -- Taking in the file of somebody who stands at the window -----------------------------------


@act
def receive_at_counter(
    *,
    version: OfferingVersion,
    applicant: Party,
    agent: Party | None,
    window: Window,
    form: dict[str, Any],
    present: set[int],
    table: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    ticket: str = "",
    key: str,
    by: User,
    at: datetime,
) -> Case:
    """Enter the file of a walk-in: ``present`` holds the keys of the materials lying on the desk.

    ``table``: what was said for the lines of the item's own table, by code; ``given``: the
    answers about the situation, which pick the materials. Both are asked as online: only what
    is optional may be left out. Originals seen by the clerk count as grade B, also of a paper that
    the office has. The key stands for everything that was entered. Raises Refused for
    a window that is not the clerk's and for a matter of the clerk's own, Invalid for an applicant
    of the wrong kind and for what is missing or wrong in table or answers.
    """
    body = {
        "version": version.pk, "applicant": applicant.pk, "agent": agent.pk if agent else None,
        "present": sorted(present), "form": dict(form), "table": dict(table or {}),
        "given": dict(given or {}), "ticket": ticket,
    }  # fmt: skip
    earlier = recall(by=by, act="licensing.counter", key=key, body=body)
    if earlier is not None:
        return Case.objects.get(subject=earlier)
    require(by, Role.CLERK)
    staff = by.staff_member
    if staff is None or window.centre_id != staff.centre_id:
        raise Refused("not_your_window", _("这个窗口不在您的中心。"))
    check_kind(version, applicant)
    case = new_case(
        version=version,
        applicant=applicant,
        agent=agent,
        centre=window.centre,
        channel=CaseChannel.WINDOW,
        by=by,
        at=at,
    )
    case.form, case.ticket = form, ticket
    _write_down(case, table or {}, given or {})
    case.save(update_fields=["form", "ticket"])
    CaseMaterial.objects.filter(case=case, material_id__in=present).update(
        grade=MaterialGrade.B, origin=Origin.COUNTER, verdict=Verdict.PENDING, is_applicable=True
    )
    case = locked(case)
    require_no_stake(case, by)
    require_not_barred(party=applicant, version=version, on=clock.local_date(at))
    take_in(case=case, by=by, at=at, window=window)
    remember(by=by, act="licensing.counter", key=key, body=body, subject=case.subject)
    return case


def _write_down(case: Case, table: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Put table and answers into the form as an online application has them; raises Invalid."""
    fields = fields_of(case)
    if fields:
        known = apply_table.known_for(case, fields)
        told = _("申请人当面说明，窗口录入")
        case.form[KEPT] = apply_table.kept_rows(fields, table, known, told=told)
    tree = questions_of(case.version_id)
    walk = situations_tree.walk(tree, given)
    problems = apply_table.table_problems(case)
    if walk.unknown:
        text = _("有一个回答认不出来，请再答一次。")
        problems.append(Problem("situation", "unknown_answer", text))
    elif walk.next is not None:
        text = _("请问申请人：%(question)s") % {"question": walk.next.text}
        problems.append(Problem(f"{asking.MARK}{walk.next.code}", "required", text))
    if problems:
        raise Invalid.many(problems)
    if tree.questions:
        case.form["situation"] = asking.kept(walk)
        pick_materials(case, tree, walk)
