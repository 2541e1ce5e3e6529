# SPDX-License-Identifier: Apache-2.0
"""Gathering the facts for the suggestion panel of the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from credit.records.queries import deferral_gate
from licensing.cases.models import CaseMaterial, MaterialFile, MaterialGrade
from licensing.intake import rules
from services.items.queries import exclusions_of

if TYPE_CHECKING:
    from datetime import date

    from licensing.cases.models import Case


def is_present(line: CaseMaterial) -> bool:
    """Tell whether a file is given, an original was seen, or the office has the paper itself."""
    if line.grade in (MaterialGrade.A, MaterialGrade.B):
        return True
    return any(file.removed_at is None for file in line.files.all())


def material_fact(line: CaseMaterial) -> rules.MaterialFact:
    """Return one material as the rules see it."""
    return rules.MaterialFact(
        key=line.pk,
        name=line.material.name,
        is_main=line.material.is_main,
        is_deferrable=line.material.is_deferrable,
        is_applicable=line.is_applicable,
        is_present=is_present(line),
        verdict=line.verdict,
    )


def lines_of(case: Case) -> list[CaseMaterial]:
    """Return the materials of a case with their files, in two queries."""
    return list(
        CaseMaterial.objects.filter(case=case)
        .select_related("material")
        .prefetch_related(Prefetch("files", MaterialFile.objects.select_related("upload")))
        .order_by("position", "id")
    )


def panel_of(case: Case, lines: list[CaseMaterial], on: date) -> rules.Panel:
    """Return the suggestion for a case on a day, with every reason."""
    gate = deferral_gate(case.applicant.settled, on)
    return rules.suggest(
        rules.DeferralFacts(
            materials=[material_fact(line) for line in lines],
            is_on_list=case.version.deferral_allowed,
            exclusions=exclusions_of(case.version, on),
            gate=rules.GateFact(gate.is_barred, gate.text, gate.source),
            has_commitment=bool((case.form or {}).get("commitment")),
        )
    )
