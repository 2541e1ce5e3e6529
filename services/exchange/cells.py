# SPDX-License-Identifier: Apache-2.0
"""Reading one cell as its column means it. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.exchange.columns import YES_NO

if TYPE_CHECKING:
    from services.exchange.columns import Column

_WHOLE = re.compile(r"[+-]?\d{1,9}")
_LIST = re.compile(r"[、,，;；\n]")


class BadCell(ValueError):  # noqa: N818 - a finding, not a fault
    """A cell that its column cannot hold: the rule's name and the sentence to show."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule, self.message = rule, message
        super().__init__(message)


def text_of(value: object) -> str:
    """A cell as text: spreadsheet programs store codes typed as digits as numbers."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: object) -> object:
    """A whole number; anything else is left for the rules to refuse."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value


def _words(column: Column, value: object) -> object:
    text = text_of(value).strip()
    if text in column.words:
        return column.words[text]
    if column.words is YES_NO:
        told = {"value": text[:40], "words": " / ".join(column.words)}
        raise BadCell("unknown_word", _("“%(value)s”看不懂，请填：%(words)s。") % told)
    return text


def value_of(column: Column, value: Any) -> Any:
    """Return what a cell says; None for an empty one ([] in a column of lists).

    Raises BadCell for a word that the column does not know.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return [] if column.kind in {"lines", "list"} else None
    if column.kind == "number":
        return _number(value)
    if column.kind == "words":
        return _words(column, value)
    if column.kind == "lines":
        return [line for line in text_of(value).split("\n") if line.strip()]
    if column.kind == "list":
        return [word.strip() for word in _LIST.split(text_of(value)) if word.strip()]
    return text_of(value)
