# SPDX-License-Identifier: Apache-2.0
"""Reading the forms of items: their lines, who shares one, which ones could be shared."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from portal.kernel import stamps
from services.items.models.item import ServiceItem
from services.tables.models import FormField

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from django.db.models import QuerySet


# -- Asking those who keep filled-in forms whether there are any; the catalogue does not know them ---


_KEEPERS: list[Callable[[Collection[int]], bool]] = []


def register_keeper(has_any: Callable[[Collection[int]], bool]) -> None:
    """Name a function that tells whether there are applications for items (by key)."""
    if has_any not in _KEEPERS:
        _KEEPERS.append(has_any)


def has_applications(items: Collection[int]) -> bool:
    """Tell whether somebody has applied for one of these items, be it by a draft."""
    return any(has_any(items) for has_any in _KEEPERS)


def items_with_forms(words: str) -> QuerySet[ServiceItem]:
    """Return the items that are implemented, with how many lines their forms have (``lines``)."""
    found = ServiceItem.objects.filter(offerings__isnull=False)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return found.annotate(lines=Count("form_fields", distinct=True)).order_by("-lines", "name")


def lines_of(item: ServiceItem) -> list[FormField]:
    """Return the lines of an item's form in their order."""
    return list(FormField.objects.filter(item=item).order_by("position", "pk"))


#: What a line of a form says; all but the last two are the same in every item that asks it.
COLUMNS = (
    "label", "kind", "pattern", "help", "choices", "source", "source_title", "is_required",
    "provenance",
)  # fmt: skip


def states_of(item: int) -> list[dict[str, Any]]:
    """Return what the lines of an item's form (by key) say, in their order."""
    rows = FormField.objects.filter(item=item).order_by("position", "pk")
    return list(rows.values("code", *COLUMNS))


def fields_of(item: int) -> list[FormField]:
    """Return the lines of an item's form (by key) in their order, as an act or page reads them.

    Kept in the process under the catalogue's stamp; the rows are not to be changed.
    """
    return list(_fields(item, stamps.stamp("catalogue")))


@lru_cache(maxsize=1024)
def _fields(item: int, _stamp: str) -> tuple[FormField, ...]:
    return tuple(FormField.objects.filter(item=item).order_by("position", "pk"))


def sharers_of(code: str) -> list[ServiceItem]:
    """Return the items that ask a line of this code, by name."""
    return list(ServiceItem.objects.filter(form_fields__code=code).order_by("name"))


def names_sharing(item: ServiceItem) -> dict[str, list[str]]:
    """Return which other items ask the same lines: code → their names (one query)."""
    rows = FormField.objects.filter(
        code__in=FormField.objects.filter(item=item).values("code")
    ).exclude(item=item)
    found: dict[str, list[str]] = {}
    for code, name in rows.order_by("item__name").values_list("code", "item__name"):
        found.setdefault(code, []).append(name)
    return found


def to_share_with(item: ServiceItem) -> list[tuple[str, str]]:
    """Return the lines that other items ask and this one does not yet: (code, label)."""
    own = FormField.objects.filter(item=item).values("code")
    rows = FormField.objects.exclude(code__in=own).order_by("code", "pk").distinct("code")
    return sorted(rows.values_list("code", "label"), key=lambda row: row[1])


def is_kind_fixed(code: str) -> bool:
    """Tell whether applications exist for an item that asks this line: its kind then stays.

    Answers given earlier are offered again under the code, so it must go on meaning the same.
    """
    return has_applications([item.pk for item in sharers_of(code)])
