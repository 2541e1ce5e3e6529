# SPDX-License-Identifier: Apache-2.0
"""Workbooks as cities sent them: each has its outcome, cell by cell."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.kernel import clock
from portal.kernel.places.models import Organ
from services.exchange.importing import ImportOutcome, import_sheets
from services.items.checking import Located
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion

REPORTS = Path(__file__).parent / "reports"
BOTH = {"511A0000899901", "511A0004299902"}
pytestmark = pytest.mark.django_db


def _import(data: bytes, **options: Any) -> ImportOutcome:
    return import_sheets(data=data, by=None, at=clock.now(), **options)


def _told(outcome: ImportOutcome) -> list[tuple[str, int, str, str]]:
    return [
        (one.sheet, one.row, one.column, one.rule)
        for one in outcome.report.rejected
        if isinstance(one, Located)
    ]


def _published() -> set[str]:
    return set(Offering.objects.values_list("code", flat=True))


@pytest.mark.parametrize(
    "name",
    [
        "01_merged_code_in_materials",
        "04_header_trail_space",
        "05_days_unit",
        "11_hidden_row",
        "62b_x000D",
        "65b_applicants_swapped",
    ],
)
def test_what_can_be_understood_is_published_whole(name: str) -> None:
    outcome = _import((REPORTS / f"{name}.xlsx").read_bytes())
    assert _told(outcome) == []
    assert _published() == BOTH
    first = OfferingVersion.objects.get(offering__code="511A0000899901")
    second = OfferingVersion.objects.get(offering__code="511A0004299902")
    assert (first.materials.count(), second.materials.count()) == (4, 5)
    assert first.statutory_days == 20


@pytest.mark.parametrize(
    ("name", "places"),
    [
        (
            "05_days_formula_uncached",
            [("事项", 2, "法定办结时限", "formula_without_result")],
        ),
        ("20_name_na", [("事项", 2, "事项名称", "error_value")]),
        ("20_name_rtl", [("事项", 2, "事项名称", "invisible_characters")]),
        (
            "30_code_float18",
            [
                ("事项", 2, "实施编码", "number_too_long"),
                *[("材料", row, "实施编码", "number_too_long") for row in range(2, 6)],
            ],
        ),
    ],
)
def test_what_is_damaged_is_refused_by_its_cell_and_the_other_item_is_published(
    name: str, places: list[tuple[str, int, str, str]]
) -> None:
    outcome = _import((REPORTS / f"{name}.xlsx").read_bytes())
    assert _told(outcome) == places
    assert _published() == {"511A0004299902"}
    assert len(outcome.refused) == 1


def test_a_hidden_row_is_named() -> None:
    outcome = _import((REPORTS / "11_hidden_row.xlsx").read_bytes(), dry_run=True)
    notes = [(one.row, one.rule) for one in outcome.report.notes]
    assert (2, "hidden_row") in notes
    assert (3, "hidden_row") not in notes


def test_the_provinces_code_is_taken_and_only_the_foreign_organ_refused() -> None:
    outcome = _import((REPORTS / "70_G1_raw.xlsx").read_bytes(), dry_run=True)
    assert _told(outcome) == [("事项", 2, "实施主体", "unknown_department")]
    taken = {one.column: (one.typed, one.taken) for one in outcome.report.understood}
    assert taken["法定办结时限"] == ("20个工作日", "20")
    assert taken["办理形式"] == ("窗口办理、网上办理", "窗口、全程网办")
    assert taken["通办范围"] == ("全市", "本市")
    assert taken["服务对象"][1] == "自然人、法人"
    assert taken["基本编码"][0] == "000164120000"


def test_the_same_guide_with_an_organ_of_this_city_is_published() -> None:
    book = load_workbook(REPORTS / "70_G1_raw.xlsx")
    _import((REPORTS / "70_G1_raw.xlsx").read_bytes())  # loads the register of organs
    organ = Organ.objects.filter(name__startswith="市", name__contains="林业").first()
    organ = organ or Organ.objects.filter(name__startswith="市").order_by("name")[0]
    book["事项"]["F2"].value = organ.name
    out = io.BytesIO()
    book.save(out)
    outcome = _import(out.getvalue())
    assert _told(outcome) == []
    assert _published() == {"511A0148700000-511112000000-000-35334-1-00"}


def test_a_guide_of_another_city_is_told_everything_at_once() -> None:
    outcome = _import((REPORTS / "71_G2_raw.xlsx").read_bytes())
    assert _told(outcome) == [
        ("事项", 2, "实施主体", "unknown_department"),
        ("事项", 2, "依据条款", "missing_legal_basis"),
        ("收费", 2, "收费项目", "fee_not_in_fee_list"),
    ]
    assert _published() == set()
