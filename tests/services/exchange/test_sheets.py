# SPDX-License-Identifier: Apache-2.0
"""A workbook with mistakes: every one is told by sheet, row and column, and nothing bad gets in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from portal.kernel import clock
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from services.exchange.importing import ImportOutcome, import_sheets
from services.exchange.sheets import SHEETS
from services.exchange.workbook import parse
from services.exchange.writing import workbook
from services.items.checking import Located
from services.items.models.version import OfferingVersion

Row = dict[str, Any]
pytestmark = pytest.mark.django_db


def _changed(rows: list[Row], *changes: tuple[str, int, str, Any]) -> bytes:
    """The workbook of some rows with some cells overwritten: (sheet, row, header, value)."""
    book = load_workbook(io.BytesIO(workbook(rows)))
    for sheet, row, header, value in changes:
        headers = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row=row, column=headers.index(header) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _import(data: bytes, **options: Any) -> ImportOutcome:
    return import_sheets(data=data, by=None, at=clock.now(), **options)


def _told(outcome: ImportOutcome) -> list[tuple[str, int, str, str]]:
    return [
        (remark.sheet, remark.row, remark.column, remark.rule)
        for remark in outcome.report.rejected
        if isinstance(remark, Located)
    ]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("事项", 3, "事项类型", "行政处罚"), "unknown_item_type"),
        (("事项", 3, "实施主体", "没有的局"), "unknown_department"),
        (("事项", 3, "承诺办结时限", "五天"), "wrong_type"),
        (("事项", 3, "承诺办结时限", 300), "promised_exceeds_statutory"),
        (("事项", 3, "设定依据", None), "missing_legal_basis"),
        (("事项", 3, "现场踏勘", "也许"), "unknown_word"),
        (("事项", 3, "事项名称", "  "), "missing_field"),
        (("事项", 3, "办理形式", "托人"), "unknown_channel"),
        (("事项", 3, "结果名称", None), "missing_field"),
        (("材料", 2, "材料名称", "其他有关材料"), "catch_all_material"),
        (("材料", 2, "份数", "很多"), "wrong_type"),
        (("材料", 2, "主次", "一般"), "unknown_grade"),
        (("材料", 2, "可容缺", "看情况"), "unknown_word"),
    ],
)
def test_each_mistake_is_told_by_its_cell(
    change: tuple[str, int, str, Any], rule: str, catalogue: list[Row]
) -> None:
    code = catalogue[0]["code"] if change[0] == "材料" else catalogue[1]["code"]
    outcome = _import(_changed(catalogue[:3], change))
    assert (change[0], change[1], change[2], rule) in _told(outcome)
    assert outcome.report.created == 2
    assert [row["code"] for row in outcome.refused] == [code]
    assert not OfferingVersion.objects.filter(offering__code=code).exists()


def test_the_bad_catalogue_is_refused_rule_by_rule(bad_catalogue: list[Row]) -> None:
    expected = [row["expected_rejection"] for row in bad_catalogue]
    for row in bad_catalogue:
        row.setdefault("legal_basis", [])
        row.setdefault("materials", [])
    outcome = _import(workbook(bad_catalogue))
    assert outcome.report.created == 0
    told = {remark.code: remark.rule for remark in outcome.report.rejected}
    assert [told[row["code"]] for row in bad_catalogue] == expected


def test_a_dry_run_tells_everything_at_once_and_writes_nothing(catalogue: list[Row]) -> None:
    data = _changed(
        catalogue[:4],
        ("事项", 2, "事项类型", "?"),
        ("事项", 3, "承诺办结时限", 0),
        ("材料", 2, "份数", 1000),
    )
    outcome = _import(data, dry_run=True)
    assert {place[:3] for place in _told(outcome)} == {
        ("事项", 2, "事项类型"), ("事项", 3, "承诺办结时限"), ("材料", 2, "份数"),
    }  # fmt: skip
    assert (outcome.report.created, len(outcome.refused)) == (2, 2)
    assert not OfferingVersion.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "header", "rule"),
    [("事项", "事项名称", "missing_column"), ("材料", "份数", "missing_column")],
)
def test_a_missing_column_keeps_the_whole_file_out(
    sheet: str, header: str, rule: str, catalogue: list[Row]
) -> None:
    outcome = _import(_changed(catalogue[:3], (sheet, 1, header, "别的")))
    assert outcome.is_unreadable
    assert (sheet, 1, header, rule) in _told(outcome)
    assert not OfferingVersion.objects.exists()


def test_a_missing_sheet_keeps_the_whole_file_out(catalogue: list[Row]) -> None:
    book = load_workbook(io.BytesIO(workbook(catalogue[:2])))
    del book["材料"]
    out = io.BytesIO()
    book.save(out)
    outcome = _import(out.getvalue())
    assert _told(outcome) == [("材料", 0, "", "missing_sheet")]
    assert not OfferingVersion.objects.exists()


def test_a_line_of_no_item_is_told_and_the_rest_is_taken(catalogue: list[Row]) -> None:
    data = _changed(catalogue[:2], ("环节", 1, "办理时限", "办理时限"))
    book = load_workbook(io.BytesIO(data))
    book["材料"].append(["NOBODY-1", "身份证", "原件", 1, "必要", "主要", "否", "申请人自备", "否"])
    row = book["材料"].max_row
    out = io.BytesIO()
    book.save(out)
    outcome = _import(out.getvalue())
    assert _told(outcome) == [("材料", row, "实施编码", "unknown_item")]
    assert outcome.report.created == 2


def test_a_second_fee_of_an_item_is_refused(catalogue: list[Row]) -> None:
    charged = next(row for row in catalogue if row["fee"])
    book = load_workbook(io.BytesIO(workbook([charged])))
    book["收费"].append([charged["code"], charged["fee_name"], charged["fee_standard"]])
    out = io.BytesIO()
    book.save(out)
    outcome = _import(out.getvalue())
    assert _told(outcome) == [("收费", 3, "实施编码", "more_than_one_fee")]
    assert outcome.report.created == 0


def test_titles_above_the_headers_and_numbers_typed_as_text_are_understood(
    catalogue: list[Row],
) -> None:
    book = load_workbook(io.BytesIO(workbook(catalogue[:1])))
    for sheet in ("事项", "材料"):
        book[sheet].insert_rows(1)
        book[sheet]["A1"] = "资阳市政务服务事项库"
    headers = [cell.value for cell in book["事项"][2]]
    book["事项"].cell(3, headers.index("承诺办结时限") + 1).value = " 5 "
    out = io.BytesIO()
    book.save(out)
    outcome = _import(out.getvalue())
    assert _told(outcome) == []
    assert outcome.report.created == 1


def test_words_that_look_like_formulas_or_escapes_stay_words(record: Row) -> None:
    record["materials"][0]["name"] = '=HYPERLINK("http://x","申请书")'
    record["result"]["name"] = "_x0041_证"
    record["materials"][1]["name"] = "+86 说明书"
    parsed = parse(workbook([record])).records[0]
    assert [row["name"] for row in parsed["materials"]] == [
        row["name"] for row in record["materials"]
    ]
    assert parsed["result"]["name"] == "_x0041_证"
    book = load_workbook(io.BytesIO(workbook([record])))
    assert {cell.data_type for cell in book["材料"]["B"]} <= {"s", "inlineStr"}


def test_the_template_names_every_column_and_imports_as_nothing() -> None:
    book = load_workbook(io.BytesIO(workbook([])))
    for name, columns in SHEETS.items():
        assert [cell.value for cell in book[name][1]] == [column.header for column in columns]
    outcome = _import(workbook([]))
    assert (_told(outcome), outcome.report.created) == ([], 0)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"<html>", _bomb()])
def test_what_is_no_workbook_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(Invalid):
        _import(data)


def test_a_workbook_without_our_sheets_is_told_what_is_missing() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    outcome = _import(out.getvalue())
    assert {place[3] for place in _told(outcome)} == {"missing_sheet"}


def test_the_command_takes_a_workbook_and_says_it_twice(
    tmp_path: Path, catalogue: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "city.xlsx"
    path.write_bytes(_changed(catalogue[:3], ("事项", 3, "事项类型", "?")))
    call_command("import_catalogue", str(path), "--json")
    first = json.loads(capsys.readouterr().out)
    assert first["created"] == 2
    assert [(row["sheet"], row["row"], row["column"]) for row in first["rejected"]] == [
        ("事项", 3, "事项类型")
    ]
    call_command("import_catalogue", str(path), "--json")
    second = json.loads(capsys.readouterr().out)
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 2)
    path.write_bytes(b"no workbook")
    with pytest.raises(CommandError):
        call_command("import_catalogue", str(path))
