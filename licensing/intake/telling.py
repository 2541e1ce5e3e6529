# SPDX-License-Identifier: Apache-2.0
"""一次告知: what the one notice named, and what was left out and may not be asked for any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from licensing.cases.models import Verdict
from licensing.intake.models import CorrectionLine
from licensing.intake.rules import XK32_5
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from licensing.cases.models import Case, CaseMaterial
    from licensing.intake.models import Correction
    from portal.kernel.accounts.models import User


def first_notice(case: Case) -> Correction | None:
    """Return the one notice, None before there is one."""
    return case.corrections.order_by("sequence").first()


def named_in(notice: Correction | None) -> set[int]:
    """Return the keys of the materials that a notice named."""
    if notice is None:
        return set()
    return set(
        CorrectionLine.objects.filter(correction=notice).values_list("case_material", flat=True)
    )


def require_untold(case: Case, line: CaseMaterial) -> None:
    """Raise Refused for a material that may still be asked for, or was."""
    notice = first_notice(case)
    if notice is None:
        raise Refused("not_told_yet", _("还没有一次告知，缺的材料可以一次告知补正。"))
    if line.pk in named_in(notice):
        raise Refused("was_told", _("这份材料已经告知过要补正，不是遗漏。"))


def omission(notice: Correction, lines: Iterable[int]) -> dict[str, Any]:
    """Return who left what out of the one notice: for the record, and for the card."""
    return {"lines": sorted(lines), "omitted_by": notice.issued_by_id}


def record_untold(case: Case, lines: Sequence[CaseMaterial], *, by: User, at: datetime) -> None:
    """Note against whoever gave the one notice what it left out (行政许可法 72)."""
    keys = [line.pk for line in lines if line.is_applicable and line.verdict == Verdict.UNTOLD]
    notice = first_notice(case) if keys else None
    if notice is None:
        return
    record(
        subject=case.subject,
        verb="licensing.breach.omitted",
        by=by,
        facts=omission(notice, keys),
        citation=XK32_5,
        effective_on=clock.local_date(at),
    )
