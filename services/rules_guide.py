# SPDX-License-Identifier: Apache-2.0
"""The rules for what a guide says beside the limits: conditions, places, connections. Pure."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.reading import LOCAL_TEXTS
from services.reference import DATA
from services.wording import is_catch_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.findings import Findings

MAX_CONDITION = 1000
MAX_EXAMPLE = 500
MAX_TEXT = {"place": 300, "hours": 200, "contact": 200, "complaint_channel": 200}


@cache
def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(
        (DATA / "connection_items.json").read_text(encoding="utf-8")
    )
    return found


def is_connection(name: str) -> bool:
    """Tell whether an item connects somebody to water, power, gas or telecom (ZY 10)."""
    words = _words()
    return any(word in name for word in words["networks"]) and any(
        word in name for word in words["connecting"]
    )


def _asks_for_permit(text: object) -> bool:
    return isinstance(text, str) and any(word in text for word in _words()["permits"])


def _asked(row: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Every material and condition with its place in the row."""
    for position, material in enumerate(row.get("materials") or ()):
        if isinstance(material, dict):
            yield f"materials[{position}].name", material.get("name")
    conditions = row.get("conditions")
    for position, text in enumerate(conditions if isinstance(conditions, list) else ()):
        yield f"conditions[{position}]", text


def _connections(found: Findings, row: Mapping[str, Any]) -> None:
    if not is_connection(str(row.get("name") or "")):
        return
    for where, text in _asked(row):
        if _asks_for_permit(text):
            message = _("水电气和通信报装不得把规划、施工审批作为前置条件（%(source)s）。")
            source = str(_words()["citation"])
            found.add(where, "permit_as_precondition", message % {"source": source})


def _conditions(found: Findings, row: Mapping[str, Any]) -> None:
    conditions = row.get("conditions")
    if conditions is None:
        return
    if not isinstance(conditions, list):
        found.add("conditions", "wrong_type", _("受理条件应当是列表，一条一行。"))
        return
    for position, text in enumerate(conditions):
        where = f"conditions[{position}]"
        told = found.text({"condition": text}, "condition", where, MAX_CONDITION)
        if told and is_catch_all(told):
            message = _("“%(name)s”是兜底条款，请写明到底要什么条件。")
            found.add(where, "catch_all_condition", message % {"name": told})


def _optional(found: Findings, row: Mapping[str, Any], key: str, where: str, limit: int) -> None:
    if row.get(key) not in (None, ""):
        found.text(row, key, where, limit)


def check_guide(found: Findings, row: Mapping[str, Any]) -> None:
    """Note what is wrong with conditions, places, examples and preconditions."""
    _conditions(found, row)
    _connections(found, row)
    for key in LOCAL_TEXTS:
        _optional(found, row, key, key, MAX_TEXT[key])
    materials = row.get("materials")
    for position, material in enumerate(materials if isinstance(materials, list) else ()):
        if isinstance(material, dict):
            _optional(found, material, "example", f"materials[{position}].example", MAX_EXAMPLE)
