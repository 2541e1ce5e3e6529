# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions, in words: nothing is said exactly when nothing changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.items.codes import VersionStatus
from services.items.history_labels import LABELS, PART_LABELS, shown
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion
from services.items.record import Record
from services.items.rows import LOCAL_TEXTS
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from django_stubs_ext import StrOrPromise

    from services.items.models.item import ServiceItem


#: Fields in working days: the unit is said once, after both numbers.
_DAYS = ("statutory_days", "promised_days")


@dataclass(frozen=True)
class Change:
    """One change: the record's field and the sentence about it."""

    field: str
    text: str


def _pair(label: str, before: str, after: str) -> str:
    return _("%(label)s %(before)s → %(after)s") % {
        "label": label,
        "before": before,
        "after": after,
    }


def _simple(name: str, old: Any, new: Any) -> str:
    label = str(LABELS[name])
    if name in _DAYS and isinstance(old, int) and isinstance(new, int):
        text = ngettext(
            "%(label)s %(before)d → %(after)d 个工作日",
            "%(label)s %(before)d → %(after)d 个工作日",
            new,
        )
        return text % {"label": label, "before": old, "after": new}
    return _pair(label, shown(name, old), shown(name, new))


def _fee(old: tuple[str, str] | None, new: tuple[str, str] | None) -> str:
    def said(fee: tuple[str, str] | None) -> str:
        return _("不收费") if fee is None else "：".join(fee)

    return _pair(str(LABELS["fee"]), said(old), said(new))


def part_name(name: str, row: Any) -> str:
    """What a part is called; parts of the same name are the same part."""
    if name == "bases":
        return f"《{row[0]}》{row[1]}"
    if name in ("conditions", "found_fields"):
        return str(row)
    if name == "procedures":
        return str(row.kind)
    if name == "steps":
        return f"{row.name}（{row.organ}）" if row.organ else str(row.name)
    return str(row.organ if name == "joint" else row.name)


def _inside(title: str, old: Any, new: Any) -> Iterator[str]:
    if isinstance(old, tuple | str):
        return
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before != after:
            label = str(PART_LABELS[one.name])
            yield f"{title}：" + _pair(label, shown(one.name, before), shown(one.name, after))


def _parts(name: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[str]:
    label = str(LABELS[name])
    before = {part_name(name, row): row for row in old}
    after = {part_name(name, row): row for row in new}
    for key in after:
        if key not in before:
            yield _("新增%(label)s“%(name)s”") % {"label": label, "name": key}
    for key in before:
        if key not in after:
            yield _("取消%(label)s“%(name)s”") % {"label": label, "name": key}
    for key, row in after.items():
        if key in before:
            yield from _inside(f"{label}“{key}”", before[key], row)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield _("%(label)s的顺序调整") % {"label": label}


def _sentences(name: str, old: Any, new: Any) -> Iterator[str]:
    if name == "fee":
        yield _fee(old, new)
    elif isinstance(old, tuple):
        found = list(_parts(name, old, new))
        yield from found or [_("%(label)s的顺序调整") % {"label": LABELS[name]}]
    else:
        yield _simple(name, old, new)


def changes(old: Record, new: Record) -> list[Change]:
    """Return what a reader should know of the step from one record to the next."""
    return [
        Change(one.name, text)
        for one in fields(Record)
        if getattr(old, one.name) != getattr(new, one.name)
        for text in _sentences(one.name, getattr(old, one.name), getattr(new, one.name))
    ]


def in_words(found: Sequence[Change], join: Callable[[list[str]], str] = "；".join) -> str:
    """Return all changes as one sentence."""
    return join([change.text for change in found])


# -- The published versions of an offering, each with what it changed, in words ----------------


#: Versions whose differences a page tells.
TOLD = 20


@dataclass(frozen=True)
class Step:
    """One version and what it changed against the one before; None for the first."""

    version: OfferingVersion
    changes: list[Change] | None


def history(offering: Offering, *, most: int) -> list[Step]:
    """Return the published versions of an offering, the newest first, each with its changes."""
    rows = OfferingVersion.objects.filter(offering=offering).exclude(status=VersionStatus.DRAFT)
    versions = list(whole(rows.order_by("-number"))[: most + 1])
    records = [record_of(version) for version in versions]
    steps = [
        Step(version, changes(records[at + 1], records[at]) if at + 1 < len(records) else None)
        for at, version in enumerate(versions)
    ]
    return steps[:most]


# -- Everything a record says, field by field in words: what a second person reads. Pure -------


#: What the page says already, and what only says how sure the rest is.
_TOLD = ("code", "name", "found_fields")


@dataclass(frozen=True)
class Said:
    """One field with its label, in one line or in several."""

    label: StrOrPromise
    lines: Sequence[str]


def _part(name: str, row: Any) -> str:
    """One part: what it is called, and the rest of it."""
    title = part_name(name, row)
    if isinstance(row, tuple | str):
        return title
    rest = [
        f"{PART_LABELS[one.name]} {shown(one.name, value)}"
        for one in fields(row)
        if (value := getattr(row, one.name)) not in (None, "", False)
        and not (isinstance(value, str) and value in title)
    ]
    return f"{title}（{'；'.join(rest)}）" if rest else title


def in_full(record: Record) -> list[Said]:
    """Return all that the record says; what it leaves empty is left out."""
    found = []
    for one in fields(Record):
        value = getattr(record, one.name)
        if one.name in _TOLD or value in (None, "", ()):
            continue
        if one.name == "fee":
            lines = ["：".join(value)]
        elif isinstance(value, tuple):
            lines = [_part(one.name, row) for row in value]
        else:
            lines = [shown(one.name, value)]
        found.append(Said(LABELS[one.name], lines))
    return found


# -- The offerings of one item beside each other, marking what differs from the first ----------


#: What an offering may say for itself.
_OWN = ("promised_days", *LOCAL_TEXTS)


@dataclass(frozen=True)
class ComparedRow:
    """What one offering says: label, text, and whether the first one says something else."""

    version: OfferingVersion
    cells: Sequence[tuple[StrOrPromise, str, bool]]


def side_by_side(item: ServiceItem) -> list[ComparedRow]:
    """Return what the levels of an item say for themselves, its first offering in front."""
    rows = whole(
        OfferingVersion.objects.filter(offering__item=item, status=VersionStatus.PUBLISHED)
    ).select_related("offering__item", "organ__division")
    versions = sorted(rows, key=lambda one: (one.offering.code != item.code, one.organ.division_id))

    def cell(one: OfferingVersion, name: str) -> tuple[StrOrPromise, str, bool]:
        value = getattr(one, name)
        return LABELS[name], str(value or ""), value != getattr(versions[0], name)

    return [ComparedRow(one, [cell(one, name) for name in _OWN]) for one in versions]
