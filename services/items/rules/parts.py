# SPDX-License-Identifier: Apache-2.0
"""The rules for the parts of a record: materials and special procedures. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.items.labels import FORMS, GRADES, NECESSITIES, PROCEDURES, SOURCES
from services.items.regimes import regime
from services.items.rules.wording import is_catch_all
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from services.items.rules.findings import Findings

MAX_MATERIAL = 200
MAX_COPIES = 99
MAX_PROCEDURE_DAYS = 365
MAX_PART_NAME = 40
MAX_LAW, MAX_ARTICLE = 200, 100


def check_materials(found: Findings, row: Mapping[str, Any]) -> None:
    """Note what is wrong with the list of materials."""
    materials = found.rows(row, "materials", "missing_materials", _("材料清单不能为空。"))
    seen: set[str] = set()
    for position, material in enumerate(materials):
        where = f"materials[{position}]"
        if not isinstance(material, dict):
            found.add(where, "wrong_type", _("每份材料应当是一条记录。"))
            continue
        _material(found, material, where)
        name = material.get("name")
        if isinstance(name, str) and name.strip():
            if squeeze(name) in seen:
                found.add(
                    f"{where}.name",
                    "duplicate_material",
                    _("材料“%(name)s”写了两遍。") % {"name": name},
                )
            seen.add(squeeze(name))


def _material(found: Findings, material: Mapping[str, Any], where: str) -> None:
    name = found.text(material, "name", f"{where}.name", MAX_MATERIAL)
    if name and is_catch_all(name):
        found.add(
            f"{where}.name",
            "catch_all_material",
            _("“%(name)s”是兜底条款，请写明到底要哪一份材料。") % {"name": name},
        )
    form = found.choice(material, "form", f"{where}.form", FORMS)
    found.choice(material, "necessity", f"{where}.necessity", NECESSITIES)
    grade = found.choice(material, "grade", f"{where}.grade", GRADES)
    found.choice(material, "source", f"{where}.source", SOURCES)
    found.flag(material, "shareable", f"{where}.shareable")
    deferrable = found.flag(material, "deferrable", f"{where}.deferrable")
    if grade == "主要" and deferrable:
        found.add(f"{where}.deferrable", "main_material_deferrable", _("主要材料不能容缺。"))
    if "copies" not in material or material["copies"] is None:
        found.add(f"{where}.copies", "missing_field", _("缺少份数。"))
    else:
        low = 0 if form == "电子" else 1
        found.number(material["copies"], f"{where}.copies", "copies_out_of_range", low, MAX_COPIES)


def check_procedures(found: Findings, row: Mapping[str, Any]) -> None:
    """Note what is wrong with the special procedures; there need be none."""
    procedures = row.get("special_procedures")
    if procedures is None:
        found.add("special_procedures", "missing_field", _("缺少特殊环节；没有的写空列表。"))
        return
    if not isinstance(procedures, list):
        found.add("special_procedures", "wrong_type", _("特殊环节应当是列表。"))
        return
    seen: set[str] = set()
    for position, procedure in enumerate(procedures):
        where = f"special_procedures[{position}]"
        if not isinstance(procedure, dict):
            found.add(where, "wrong_type", _("每个特殊环节应当是一条记录。"))
            continue
        kind = found.text(procedure, "kind", f"{where}.kind", MAX_MATERIAL)
        if kind and kind not in PROCEDURES:
            found.add(
                f"{where}.kind",
                "unknown_special_procedure",
                _("“%(kind)s”不在特殊环节清单内。") % {"kind": kind},
            )
        elif kind in seen:
            found.add(
                f"{where}.kind",
                "duplicate_special_procedure",
                _("“%(kind)s”写了两遍。") % {"kind": kind},
            )
        seen.add(kind)
        found.number(
            procedure.get("days"), f"{where}.days", "days_out_of_range", 1, MAX_PROCEDURE_DAYS
        )
        found.flag(procedure, "counts_toward_deadline", f"{where}.counts_toward_deadline")


def check_joint(found: Findings, row: Mapping[str, Any], departments: Collection[str]) -> None:
    """Note what is wrong with the parts of other organs; there need be none."""
    parts = row.get("joint_departments")
    if parts is None:
        return
    if not isinstance(parts, list):
        found.add("joint_departments", "wrong_type", _("联办部门应当是列表。"))
        return
    if parts and row.get("handling_type") == "即办件":
        found.add("joint_departments", "immediate_is_not_joint", _("即办件当场办结，不能联办。"))
    if parts:
        _joint_limit(found, row)
    seen: set[str] = set()
    for position, part in enumerate(parts):
        where = f"joint_departments[{position}]"
        if not isinstance(part, dict):
            found.add(where, "wrong_type", _("每个联办部门应当是一条记录。"))
            continue
        found.text(part, "name", f"{where}.name", MAX_PART_NAME)
        _part_days(found, part, row.get("promised_days"), f"{where}.days")
        organ = found.text(part, "department", f"{where}.department", MAX_MATERIAL)
        if organ and organ not in departments:
            message = _("“%(name)s”不在部门名录内。") % {"name": organ}
            found.add(f"{where}.department", "unknown_department", message)
        elif organ and (organ in seen or organ == row.get("department")):
            message = _("“%(name)s”写了两遍；牵头部门不写在联办部门里。") % {"name": organ}
            found.add(f"{where}.department", "duplicate_department", message)
        seen.add(organ)


def _joint_limit(found: Findings, row: Mapping[str, Any]) -> None:
    """A joint licence that names no days has those of 行政许可法 42, which the promise must keep."""
    most, promised = regime("licence").joint_days, row.get("promised_days")
    names_none = row.get("statutory_days") is None and row.get("item_type") == "行政许可"
    if names_none and most and isinstance(promised, int) and promised > most:
        found.add(
            "promised_days",
            "promised_exceeds_statutory",
            _("承诺时限 %(promised)d 个工作日超过法定时限 %(statutory)d 个工作日。")
            % {"promised": promised, "statutory": most},
        )


def _part_days(found: Findings, part: Mapping[str, Any], promised: object, where: str) -> None:
    days = found.number(part.get("days"), where, "days_out_of_range", 1, MAX_PROCEDURE_DAYS)
    if days and isinstance(promised, int) and days > promised:
        found.add(
            where,
            "part_exceeds_promise",
            _("联办部门的 %(days)d 个工作日超过整件的承诺时限 %(promised)d 个工作日。")
            % {"days": days, "promised": promised},
        )


def check_statutory_basis(found: Findings, row: Mapping[str, Any]) -> None:
    """Note what is wrong with the law that an item names for its statutory limit."""
    basis = row.get("statutory_basis")
    if basis is None:
        return
    if not isinstance(basis, dict):
        found.add("statutory_basis", "wrong_type", _("法定时限的依据应当写明法律法规和条款。"))
        return
    found.text(basis, "law", "statutory_basis.law", MAX_LAW)
    found.text(basis, "article", "statutory_basis.article", MAX_ARTICLE)
    if row.get("statutory_days") is None:
        found.add("statutory_basis", "basis_without_days", _("写了法定时限的依据，却没有天数。"))
