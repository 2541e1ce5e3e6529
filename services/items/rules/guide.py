# SPDX-License-Identifier: Apache-2.0
"""The rules for what a guide says beside the limits: conditions, places, connections. Pure."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.items.by_hand import has_example
from services.items.labels import FORMS, SOURCES
from services.items.reference import DATA
from services.items.regimes import is_article_45
from services.items.rows import LOCAL_TEXTS
from services.items.rules.findings import RuleProblem
from services.items.rules.wording import is_catch_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from services.items.record import Record
    from services.items.rules.findings import Findings


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


# -- What an editor's draft must say beyond a valid record before it may be published (ZY 29). Pure ---


def without_example(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield position and name of each material that shows nobody what it should look like."""
    materials = row.get("materials")
    for position, material in enumerate(materials if isinstance(materials, list) else ()):
        if not isinstance(material, dict):
            continue
        name, example = str(material.get("name") or ""), str(material.get("example") or "")
        source = str(SOURCES.get(str(material.get("source")), ""))
        form = str(FORMS.get(str(material.get("form")), ""))
        if name and source and not has_example(name, source, form, example):
            yield position, name


def guide_guards(row: Mapping[str, Any], *, organ_complaints: str) -> Iterator[RuleProblem]:
    """Yield what a guide still lacks; ``organ_complaints`` is the organ's own complaint number."""
    for position, name in without_example(row):
        text = _("“%(name)s”还没有填写示例，请写明这份材料要写清哪些内容。") % {"name": name}
        yield RuleProblem(f"materials[{position}].example", "no_filled_example", text)
    if not str(row.get("complaint_channel") or organ_complaints).strip():
        text = _("没有监督投诉渠道，指南不得公布。")
        yield RuleProblem("complaint_channel", "no_complaint_channel", text)
    if row.get("fee") is None:
        yield RuleProblem("fee", "no_fee_statement", _("没有写明收不收费，指南不得公布。"))
    if row.get("promised_days") is None:
        yield RuleProblem("promised_days", "no_limit", _("没有办理时限，指南不得公布。"))


# -- What an editor should know about a record that is accepted all the same. Pure -------------


SITE_VISIT = "现场踏勘"


def _examples(record: Record) -> Iterator[tuple[str, str, str]]:
    names = [
        one.name
        for one in record.materials
        if not has_example(one.name, one.source, one.form, one.example)
    ]
    if names:
        text = _("还没有填写示例的材料：%(names)s。") % {"names": "、".join(names)}
        yield "materials", "no_filled_example", text


def notes_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield field, rule and sentence for each thing to know: claims of special procedures that the
    law does not carry, and materials of which no example is shown."""
    yield from _examples(record)
    for position, step in enumerate(record.procedures):
        where = f"special_procedures[{position}]"
        if not step.claims_to_stop or step.stops_statutory:
            continue
        told = {"kind": step.kind}
        if step.kind == SITE_VISIT:
            yield (
                where,
                "site_visit_counts",
                _("现场踏勘标为不计时限；踏勘属于审查本身，法定和承诺时限都照计。"),
            )
        elif is_article_45(step.kind):
            yield (
                where,
                "article_45_not_for_this_item",
                _(
                    "“%(kind)s”标为不计时限；行政许可法第四十五条只适用于行政许可，这里只不计入承诺时限。"
                )
                % told,
            )
        elif step.stops_promised:
            yield (
                where,
                "not_in_article_45",
                _(
                    "“%(kind)s”标为不计时限；不在行政许可法第四十五条之列，法定时限照计，只不计入承诺时限。"
                )
                % told,
            )
        else:
            yield (
                where,
                "on_site_check_counts",
                _("“%(kind)s”标为不计时限；实地核查属于审查本身，法定和承诺时限都照计。") % told,
            )
