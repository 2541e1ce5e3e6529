# SPDX-License-Identifier: Apache-2.0
"""What bars a guide: permits before a connection, catch-all conditions, no example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.items.by_hand import has_example
from services.items.checking import Report
from services.items.models.version import OfferingVersion

pytestmark = pytest.mark.django_db
Importer = Callable[..., Report]


def _material(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [*record["materials"], {**record["materials"][0], "name": name}]


@pytest.mark.parametrize("permit", ["建设工程规划许可证", "建筑工程施工许可证", "施工审批文件"])
@pytest.mark.parametrize("name", ["供水报装", "高压用电新装", "燃气接入", "通信报装"])
def test_a_connection_may_not_ask_for_a_building_permit(
    record: dict[str, Any], run_import: Importer, name: str, permit: str
) -> None:
    row = {**record, "code": "512017439999", "name": name, "materials": _material(record, permit)}
    rules = [(one.field, one.rule) for one in run_import([row]).rejected]
    assert rules == [(f"materials[{len(record['materials'])}].name", "permit_as_precondition")]
    row = {**record, "code": "512017439999", "name": name, "conditions": [f"已取得{permit}"]}
    rules = [(one.field, one.rule) for one in run_import([row]).rejected]
    assert rules == [("conditions[0]", "permit_as_precondition")]
    assert OfferingVersion.objects.count() == 0


def test_another_item_may_ask_for_a_building_permit(
    record: dict[str, Any], run_import: Importer
) -> None:
    row = {**record, "materials": _material(record, "建筑工程施工许可证")}
    assert run_import([row]).rejected == []


@pytest.mark.parametrize(
    ("conditions", "rule"),
    [
        (["有固定场所", "其他条件"], "catch_all_condition"),
        (["法律、法规规定的其他条件"], "catch_all_condition"),
        ([""], "blank_field"),
        ([3], "wrong_type"),
        ("有固定场所", "wrong_type"),
        (["长" * 1001], "too_long"),
    ],
)
def test_conditions_are_plain_words_one_by_one(
    record: dict[str, Any], run_import: Importer, conditions: object, rule: str
) -> None:
    report = run_import([{**record, "conditions": conditions}])
    assert [one.rule for one in report.rejected] == [rule]


@pytest.mark.parametrize(
    ("field", "length", "is_good"), [("place", 300, True), ("place", 301, False), ("hours", 200, True),
                                     ("hours", 201, False)],
)  # fmt: skip
def test_places_and_hours_have_a_length(
    record: dict[str, Any], run_import: Importer, field: str, length: int, is_good: bool
) -> None:
    assert (run_import([{**record, field: "长" * length}]).rejected == []) is is_good


@pytest.mark.parametrize(
    ("name", "source", "form", "example", "expected"),
    [
        ("食品经营许可申请书", "10", "original", "", True),
        ("公司章程", "10", "original", "", False),
        ("公司章程", "10", "original", "写明股东和出资", True),
        ("公司章程", "10", "original", "  ", False),
        ("学历证书", "10", "copy", "", True),
        ("营业执照", "20", "original", "", True),
        ("检验报告", "99", "original", "", True),
    ],
)
def test_what_counts_as_an_example(
    name: str, source: str, form: str, example: str, *, expected: bool
) -> None:
    assert has_example(name, source, form, example) is expected


def test_an_import_notes_a_missing_example_and_goes_on(
    record: dict[str, Any], run_import: Importer
) -> None:
    bare = {
        **record["materials"][0],
        "name": "经营情况说明",
        "source": "申请人自备",
        "form": "原件",
    }
    report = run_import([{**record, "materials": [bare]}])
    assert report.created == 1
    assert "no_filled_example" in {one.rule for one in report.notes}
