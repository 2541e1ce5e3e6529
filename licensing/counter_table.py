# SPDX-License-Identifier: Apache-2.0
"""What a walk-in is asked at the counter beside his particulars: the same as online.

The item's one table with what the portal knows, the questions about the situation, and the
materials that result, those the office has already marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from licensing.apply import table as apply_table
from licensing.apply.draft import check_kind, held_by
from licensing.bans.actions import require_not_barred
from licensing.cases import table
from licensing.cases.guards import require_no_stake
from licensing.cases.models import Case
from portal.kernel import clock
from portal.kernel.accounts.models import Party
from services.items.queries import questions_of
from services.situations import tree as situations_tree
from services.situations.tree import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from licensing.apply.prefill import Known
    from portal.kernel.accounts.models import User
    from services.items.models.parts import Material
    from services.items.models.version import OfferingVersion
    from services.tables.models import FormField


@dataclass(frozen=True)
class Paper:
    """A material at the counter: whether it applies, and whether the office has it already."""

    material: Material
    standing: Standing
    is_held: bool


@dataclass(frozen=True)
class Asked:
    """Everything that is asked of one walk-in, as far as he has answered.

    ``party`` is somebody the portal knew before, None for who is new.
    """

    party: Party | None
    fields: list[FormField]
    known: Mapping[str, Known]
    questions: list[tuple[situations_tree.Question, situations_tree.Answer | None]]
    papers: list[Paper]

    @property
    def needed(self) -> list[Paper]:
        return [one for one in self.papers if one.standing == Standing.NEEDED]

    @property
    def spared(self) -> list[Paper]:
        """Those that apply and need not be handed in, because the office has them."""
        return [one for one in self.needed if one.is_held]


def lines_of(version: OfferingVersion) -> list[FormField]:
    """Return the lines of the item's own table."""
    return table.fields_of(Case(version=version))


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
) -> Asked:
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
    return Asked(party if is_known else None, fields, known, questions, papers)


def asked_of_nobody(version: OfferingVersion, given: Mapping[str, str]) -> Asked:
    """Return what is asked while the particulars of the applicant are still wrong."""
    questions = list(situations_tree.on_the_way(questions_of(version.pk), given))
    return Asked(None, lines_of(version), {}, questions, _papers(version, given, set()))


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
