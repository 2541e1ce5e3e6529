# SPDX-License-Identifier: Apache-2.0
"""Every rule refuses what it names and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from services.items import reference
from services.items.rules.record import Reference, check

Record = dict[str, Any]
Change = Callable[[Record], object]


@pytest.fixture
def against() -> Reference:
    return Reference(
        frozenset(reference.departments()), reference.fee_list(), reference.code_register()
    )


def _rules(row: object, against: Reference) -> list[tuple[str, str]]:
    return [(problem.rule, problem.field) for problem in check(row, against)]


def test_all_records_of_the_catalogue_are_good(catalogue: list[Record], against: Reference) -> None:
    assert [row["code"] for row in catalogue if check(row, against)] == []


def test_each_bad_record_breaks_exactly_the_rule_it_was_made_for(
    bad_catalogue: list[Record], against: Reference
) -> None:
    found = [[rule for rule, _field in _rules(row, against)] for row in bad_catalogue]
    assert found == [[row["expected_rejection"]] for row in bad_catalogue]


def test_the_words_to_choose_from_are_all_chinese(record: Record, against: Reference) -> None:
    for key in ("applicant_type", "cross_region", "provenance"):
        (problem,) = [one for one in check({**record, key: "谁都行"}, against) if one.field == key]
        assert problem.message.startswith("“谁都行”不在代码集内，可用：")
        assert not re.search("[a-z]", problem.message)


def _set(*path: str | int, value: object) -> Change:
    def change(row: Record) -> object:
        target: Any = row
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = value
        return row

    return change


def _drop(key: str) -> Change:
    def change(row: Record) -> object:
        del row[key]
        return row

    return change


def _twice(row: Record) -> object:
    row["materials"].append(dict(row["materials"][0]))
    return row


VISIT = {"kind": "现场核查", "days": 5, "counts_toward_deadline": True}
PART = {"department": "市消防救援支队", "name": "消防安全检查", "days": 3}


def _joint(**changes: object) -> Change:
    return _set("joint_departments", value=[PART | changes])


def _long_joint(row: Record) -> Record:
    return row | {"joint_departments": [PART], "statutory_days": None, "promised_days": 46}


def _lawless(row: Record) -> Record:
    return row | {"statutory_days": None, "statutory_basis": {"law": "示范法", "article": "第一条"}}


CASES: list[tuple[str, str, Change]] = [
    ("not_an_object", "", lambda _row: "食品经营许可"),
    ("not_an_object", "", lambda row: [row]),
    ("missing_field", "code", _drop("code")),
    ("blank_field", "name", _set("name", value="  ")),
    ("wrong_type", "name", _set("name", value=7)),
    ("too_long", "name", _set("name", value="食" * 201)),
    ("bad_characters", "name", _set("name", value="食品\x00经营")),
    ("bad_code", "code", _set("code", value="511A 0005")),
    ("bad_code", "code", _set("code", value="511a0005200004")),
    ("bad_code", "code", _set("code", value="../etc")),
    ("local_code_unmarked", "local_code", _set("code", value="LOCAL-999")),
    ("missing_field", "local_code", _drop("local_code")),
    ("unknown_item_type", "item_type", _set("item_type", value="行政处罚")),
    ("unknown_department", "department", _set("department", value="市综合事务协调办")),
    ("missing_legal_basis", "legal_basis", _drop("legal_basis")),
    ("missing_legal_basis", "legal_basis", _set("legal_basis", value=[])),
    ("missing_legal_basis", "legal_basis[0].law", _set("legal_basis", 0, "law", value=" ")),
    ("missing_legal_basis", "legal_basis[1].article", _set("legal_basis", 1, "article", value=None)),
    ("wrong_type", "legal_basis[0]", _set("legal_basis", 0, value="食品安全法")),
    ("unknown_handling_type", "handling_type", _set("handling_type", value="快办件")),
    ("missing_field", "statutory_days", _drop("statutory_days")),
    ("wrong_type", "statutory_days", _set("statutory_days", value="20")),
    ("wrong_type", "statutory_days", _set("statutory_days", value=True)),
    ("wrong_type", "promised_days", _set("promised_days", value=5.5)),
    ("missing_field", "promised_days", _set("promised_days", value=None)),
    ("days_out_of_range", "promised_days", _set("promised_days", value=0)),
    ("days_out_of_range", "promised_days", _set("promised_days", value=-5)),
    ("days_out_of_range", "statutory_days", _set("statutory_days", value=99999)),
    ("promised_exceeds_statutory", "promised_days", _set("promised_days", value=11)),
    ("immediate_promise_too_long", "promised_days", _set("handling_type", value="即办件")),
    ("missing_field", "fee_name", _set("fee", value=True)),
    ("fee_not_declared", "fee_name", _set("fee_name", value="不动产登记费")),
    ("wrong_type", "fee", _set("fee", value="否")),
    ("missing_field", "result", _drop("result")),
    ("missing_field", "result.name", _set("result", value={"validity_years": 5})),
    ("validity_out_of_range", "result.validity_years", _set("result", "validity_years", value=-1)),
    ("unknown_applicant_type", "applicant_type", _set("applicant_type", value="外星人")),
    ("unknown_channel", "channels[0]", _set("channels", value=["传真"])),
    ("missing_field", "channels", _set("channels", value=[])),
    ("unknown_cross_region", "cross_region", _set("cross_region", value="全球通办")),
    ("unknown_provenance", "provenance", _set("provenance", value="official")),
    ("wrong_type", "site_inspection", _set("site_inspection", value="yes")),
    ("wrong_type", "found_fields", _set("found_fields", value="name")),
    ("missing_materials", "materials", _set("materials", value=[])),
    ("wrong_type", "materials", _set("materials", value={"name": "申请书"})),
    ("wrong_type", "materials[2]", _set("materials", 2, value=None)),
    ("duplicate_material", "materials[7].name", _twice),
    ("catch_all_material", "materials[1].name", _set("materials", 1, "name", value="其他有关材料")),
    ("unknown_necessity", "materials[0].necessity", _set("materials", 0, "necessity", value="maybe")),
    ("unknown_grade", "materials[0].grade", _set("materials", 0, "grade", value="一般")),
    ("unknown_form", "materials[0].form", _set("materials", 0, "form", value="传真件")),
    ("unknown_source", "materials[0].source", _set("materials", 0, "source", value="邻居")),
    ("main_material_deferrable", "materials[0].deferrable", _set("materials", 0, "deferrable", value=True)),
    ("copies_out_of_range", "materials[0].copies", _set("materials", 0, "copies", value=-1)),
    ("wrong_type", "materials[0].shareable", _set("materials", 0, "shareable", value=1)),
    ("missing_field", "special_procedures", _drop("special_procedures")),
    ("unknown_special_procedure", "special_procedures[0].kind", _set("special_procedures", 0, "kind", value="喝茶")),
    ("days_out_of_range", "special_procedures[0].days", _set("special_procedures", 0, "days", value=-2)),
    ("wrong_type", "joint_departments", _set("joint_departments", value="市消防救援支队")),
    ("wrong_type", "joint_departments[0]", _set("joint_departments", value=["市消防救援支队"])),
    ("unknown_department", "joint_departments[0].department", _joint(department="某某办")),
    ("duplicate_department", "joint_departments[0].department", _joint(department="市市场监督管理局")),
    ("missing_field", "joint_departments[0].name", _joint(name=None)),
    ("days_out_of_range", "joint_departments[0].days", _joint(days=0)),
    ("part_exceeds_promise", "joint_departments[0].days", _joint(days=6)),
    ("promised_exceeds_statutory", "promised_days", _long_joint),
    ("wrong_type", "statutory_basis", _set("statutory_basis", value="示范法")),
    ("missing_field", "statutory_basis.article", _set("statutory_basis", value={"law": "示范法"})),
    ("basis_without_days", "statutory_basis", _lawless),
    ("wrong_type", "result", _set("result", value="食品经营许可证")),
    ("wrong_type", "renewal", _set("renewal", value="三十日")),
    ("wrong_type", "concerns_safety", _set("concerns_safety", value="是")),
    ("duplicate_channel", "channels", _set("channels", value=["窗口", "窗口"])),
    ("wrong_type", "materials[0].name", _set("materials", 0, "name", value=7)),
    ("missing_field", "materials[0].copies", _set("materials", 0, "copies", value=None)),
    ("wrong_type", "special_procedures", _set("special_procedures", value="现场核查")),
    ("wrong_type", "special_procedures[0]", _set("special_procedures", value=["现场核查"])),
    ("duplicate_special_procedure", "special_procedures[1].kind", _set("special_procedures", value=[VISIT, VISIT])),
    ("duplicate_department", "joint_departments[1].department", _set("joint_departments", value=[PART, PART])),
    ("missing_field", "special_procedures[0].counts_toward_deadline", _set("special_procedures", 0, "counts_toward_deadline", value=None)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "field", "change"), CASES)
def test_a_broken_record_is_refused_by_name(
    rule: str, field: str, change: Change, record: Record, against: Reference
) -> None:
    row = change(record)
    assert (rule, field) in _rules(row, against)
    assert all(problem.message for problem in check(row, against))


def test_a_code_belongs_to_one_item(record: Record, against: Reference) -> None:
    record["name"] = "食品经营许可（另一个）"
    assert _rules(record, against) == [("duplicate_code", "code")]


def test_the_same_name_in_other_widths_is_the_same_item(record: Record, against: Reference) -> None:
    record["name"] = "食品(含保健食品)经营许可核发"
    assert check(record, against) == []


def test_a_record_without_a_name_claims_no_code(record: Record, against: Reference) -> None:
    assert _rules(record | {"name": " "}, against) == [("blank_field", "name")]


def test_a_material_without_copies_is_told_once(record: Record, against: Reference) -> None:
    del record["materials"][0]["copies"]
    assert _rules(record, against) == [("missing_field", "materials[0].copies")]


def test_a_listed_fee_must_be_charged_at_the_listed_standard(
    record: Record, against: Reference
) -> None:
    name, standard = next(iter(reference.fee_list().items()))
    record |= {"fee": True, "fee_name": name, "fee_standard": standard}
    assert check(record, against) == []
    record["fee_standard"] = "一百万元"
    assert _rules(record, against) == [("fee_not_in_fee_list", "fee_standard")]


def test_a_promise_may_use_the_whole_statutory_limit_but_no_more(
    record: Record, against: Reference
) -> None:
    record["promised_days"] = record["statutory_days"]
    assert check(record, against) == []
    record["promised_days"] += 1
    assert _rules(record, against) == [("promised_exceeds_statutory", "promised_days")]


def test_without_a_statutory_limit_the_promise_stands_alone(
    record: Record, against: Reference
) -> None:
    record["statutory_days"] = None
    assert check(record, against) == []


def test_a_joint_item_may_use_the_whole_promise_and_forty_five_days(
    record: Record, against: Reference
) -> None:
    record |= {"joint_departments": [PART | {"days": 45}], "statutory_days": None}
    record |= {"promised_days": 45}
    assert check(record, against) == []


def test_a_joint_item_with_days_of_its_own_or_that_is_no_licence_has_no_forty_five(
    record: Record, against: Reference
) -> None:
    record |= {"joint_departments": [PART], "statutory_days": 60, "promised_days": 46}
    assert check(record, against) == []
    record |= {"item_type": "行政确认", "statutory_days": None}
    assert ("promised_exceeds_statutory", "promised_days") not in _rules(record, against)


def test_an_item_done_on_the_spot_is_not_joint(record: Record, against: Reference) -> None:
    record |= {"joint_departments": [PART | {"days": 1}], "handling_type": "即办件"}
    record |= {"promised_days": 1}
    assert _rules(record, against) == [("immediate_is_not_joint", "joint_departments")]


def test_an_electronic_material_needs_no_copies(record: Record, against: Reference) -> None:
    record["materials"][0] |= {"form": "电子", "copies": 0}
    assert check(record, against) == []
    record["materials"][0]["copies"] = -1
    assert _rules(record, against) == [("copies_out_of_range", "materials[0].copies")]
    record["materials"][0] |= {"form": "原件", "copies": 0}
    assert _rules(record, against) == [("copies_out_of_range", "materials[0].copies")]
