# SPDX-License-Identifier: Apache-2.0
"""Collecting what is wrong with a record, field by field. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.items.labels import SHEET_WORDS
from services.text import has_control, has_invisible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_NAME = 200


@dataclass(frozen=True)
class RuleProblem:
    """One broken rule of one record: where, which, and what to do about it."""

    field: str
    rule: str
    message: str


class Findings:
    """Collects problems while a record is walked through."""

    def __init__(self) -> None:
        self.problems: list[RuleProblem] = []

    def add(self, where: str, rule: str, message: str) -> None:
        """Add one finding."""
        self.problems.append(RuleProblem(where, rule, message))

    def text(self, row: Mapping[str, Any], key: str, where: str, limit: int) -> str:
        """Return a required text, or "" after noting what is wrong with it."""
        value = row.get(key)
        if value is None:
            self.add(where, "missing_field", _("缺少“%(field)s”。") % {"field": where})
        elif not isinstance(value, str):
            self.add(where, "wrong_type", _("“%(field)s”应当是文字。") % {"field": where})
        elif not value.strip():
            self.add(where, "blank_field", _("“%(field)s”不能为空。") % {"field": where})
        elif len(value) > limit:
            self.add(
                where,
                "too_long",
                _("“%(field)s”超过 %(limit)d 个字。") % {"field": where, "limit": limit},
            )
        elif has_control(value):
            self.add(
                where, "bad_characters", _("“%(field)s”里有不可见的控制字符。") % {"field": where}
            )
        elif has_invisible(value):
            signs = "、".join(sorted({f"U+{ord(one):04X}" for one in value if has_invisible(one)}))
            self.add(
                where,
                "invisible_characters",
                _("“%(field)s”里有看不见的字符（%(signs)s），请删去后重新填写。")
                % {"field": where, "signs": signs},
            )
        else:
            return value
        return ""

    def choice(self, row: Mapping[str, Any], key: str, where: str, known: Iterable[str]) -> str:
        """Return one of the known words, or "" after noting what is wrong."""
        value = self.text(row, key, where, MAX_NAME)
        if value and value not in known:
            rule = f"unknown_{key}"
            words = "；".join(SHEET_WORDS.get(one, one) for one in known)
            self.add(
                where,
                rule,
                _("“%(value)s”不在代码集内，可用：%(words)s。") % {"value": value, "words": words},
            )
            return ""
        return value

    def flag(self, row: Mapping[str, Any], key: str, where: str) -> bool | None:
        """Return a required yes/no, or None after noting what is wrong."""
        value = row.get(key)
        if isinstance(value, bool):
            return value
        if value is None:
            self.add(where, "missing_field", _("缺少“%(field)s”。") % {"field": where})
        else:
            self.add(where, "wrong_type", _("“%(field)s”应当是 true 或 false。") % {"field": where})
        return None

    def number(self, value: object, where: str, rule: str, low: int, high: int) -> int | None:
        """Return a whole number within its bounds, or None after noting what is wrong."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.add(where, "wrong_type", _("“%(field)s”应当是整数。") % {"field": where})
            return None
        if not low <= value <= high:
            self.add(
                where,
                rule,
                _("“%(field)s”应当在 %(low)d 到 %(high)d 之间，现为 %(value)d。")
                % {"field": where, "low": low, "high": high, "value": value},
            )
            return None
        return value

    def rows(self, row: Mapping[str, Any], key: str, rule: str, message: str) -> list[Any]:
        """Return a list that must not be empty, or [] after noting what is wrong."""
        value = row.get(key)
        if value is None or value == []:
            self.add(key, rule, message)
            return []
        if not isinstance(value, list):
            self.add(key, "wrong_type", _("“%(field)s”应当是列表。") % {"field": key})
            return []
        return value
