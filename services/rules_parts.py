# SPDX-License-Identifier: Apache-2.0
"""The rules for the parts of a record: materials and special procedures. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.labels import FORMS, GRADES, NECESSITIES, PROCEDURES, SOURCES
from services.text import squeeze
from services.wording import is_catch_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.findings import Findings

MAX_MATERIAL = 200
MAX_COPIES = 99
MAX_PROCEDURE_DAYS = 365


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
