# SPDX-License-Identifier: Apache-2.0
"""Everything that hangs on one case, read once for a page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from licensing.cases.models import Case
from portal.kernel.deadlines.terms.models import Pause

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

#: What can hang on a case: name of the relation -> what pages show of each row, joined; and
#: what belongs to each row, read beside it.
_BESIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "steps": (("subject", "handler__staff", "handler__person", "organ"), ()),
    "deferrals": (("case_material__material",), ()),
    "hearings": (("record", "host__staff"), ()),
    "procedures": (("pause", "evidence"), ()),
    "parts": (("organ",), ()),
    "inspections": ((), ("people__staff",)),
    "corrections": ((), ("lines__case_material__material",)),
    "deferral_declines": ((), ()),
    "licences": ((), ()),
    "bans": ((), ()),
}


def gather(case: Case) -> Case:
    """Read what hangs on the case, each table once; one query tells which have anything.

    Afterwards ``case.steps.all()`` and its like ask nothing any more (``filter`` would).
    """
    found = _which(case)
    joined = [Prefetch(name, _rows(name)) for name in _BESIDE if found[name]]
    prefetch_related_objects([case], *joined)
    kept: dict[str, object] = case.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in _BESIDE:
        if not found[name]:
            kept[name] = getattr(case, name).none()
    case.has_pauses = found["pauses"]
    return case


def _rows(name: str) -> QuerySet[Model]:
    """Return the rows of a relation with what is read beside them, and no more.

    ``select_related`` without a name would join every table that is referred to: two dozen.
    """
    joins, beside = _BESIDE[name]
    rows = _model(name)._default_manager.prefetch_related(*beside)
    return rows.select_related(*joins) if joins else rows


def _which(case: Case) -> dict[str, bool]:
    """Tell for each relation whether the case has any row there."""
    rows = {
        f"has_{name}": Exists(_model(name)._default_manager.filter(case=OuterRef("pk")))
        for name in _BESIDE
    }
    rows["has_pauses"] = Exists(Pause.objects.filter(subject=OuterRef("subject")))
    found: dict[str, object] = dict(Case.objects.filter(pk=case.pk).values(**rows).get())
    return {name.removeprefix("has_"): bool(found[name]) for name in rows}


def _model(name: str) -> type[Model]:
    model: type[Model] = Case._meta.get_field(name).related_model  # type: ignore[assignment]  # relations of real models
    return model
