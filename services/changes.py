# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions, in words: nothing is said exactly when nothing changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.change_labels import LABELS, PART_LABELS, shown
from services.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
