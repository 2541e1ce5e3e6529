# SPDX-License-Identifier: Apache-2.0
"""The ways in which cities keep their item lists: understood and shown, or refused by the cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.kernel import clock
from services.exchange.importing import ImportOutcome, import_sheets
from services.exchange.understanding import effect_of
from services.exchange.workbook import parse
from services.exchange.writing import workbook
from services.items.checking import Located
from services.items.models.item import Offering
from services.items.rows import read
from tests.services.valid_rows import rows

Row = dict[str, Any]


def _edited(records: list[Row], edit: Callable[[Any], None]) -> bytes:
    book = load_workbook(io.BytesIO(workbook(records)))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _column(book: Any, sheet: str, header: str) -> int:
    return [cell.value for cell in book[sheet][1]].index(header) + 1


def _with(sheet: str, row: int, header: str, value: object) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book[sheet].cell(row, _column(book, sheet, header)).value = value

    return edit


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sheet", "header", "value", "rule"),
    [
        ("事项", "事项名称", "/", "placeholder"),
        ("事项", "事项名称", "见附件", "placeholder"),
        ("事项", "结果名称", "同上", "placeholder"),
        ("事项", "法定办结时限", "无", "placeholder"),
        ("事项", "受理条件", "－", "placeholder"),
        ("事项", "设定依据", "#REF!", "error_value"),
        ("事项", "法定办结时限", "20个自然日", "wrong_unit"),
        ("事项", "结果有效期", "6个月", "wrong_unit"),
        ("事项", "实施编码", 511000008999010000, "number_too_long"),
        ("材料", "材料名称", "见附件", "placeholder"),
        ("材料", "材料名称", "详见附件 2。", "placeholder"),
        ("材料", "材料名称", "#N/A", "error_value"),
        ("材料", "材料名称", "营业\u200b执照", "invisible_characters"),
        ("材料", "份数", "=1+1", "formula_without_result"),
        ("材料", "实施编码", "同上", "placeholder"),
        ("材料", "实施编码", None, "missing_code"),
    ],
)
def test_an_unusable_cell_keeps_its_item_out_and_only_that(
    sheet: str, header: str, value: object, rule: str, catalogue: list[Row]
) -> None:
    first, second = catalogue[:2]
    row = 2 if sheet == "事项" else 3
    outcome = _import(_edited([first, second], _with(sheet, row, header, value)))
    assert (sheet, row, header, rule) in _told(outcome)
    assert _published() == {second["code"]}
    control = _import(workbook([first, second]))
    assert _told(control) == []
    assert _published() == {first["code"], second["code"]}


@pytest.mark.parametrize(
    ("sheet", "header", "value", "key", "taken"),
    [
        ("事项", "承诺办结时限", "5个工作日", "promised_days", 5),
        ("事项", "承诺办结时限", "５", "promised_days", 5),
        ("事项", "法定办结时限", "20工作日", "statutory_days", 20),
        ("事项", "服务对象", "法人，自然人", "applicant_type", "both"),
        ("事项", "服务对象", "企业法人、事业法人", "applicant_type", "法人"),
        ("事项", "服务对象", "个人", "applicant_type", "自然人"),
        ("事项", "办理形式", "网上办理；窗口办理", "channels", ["全程网办", "窗口"]),
        ("事项", "通办范围", "全市", "cross_region", "none"),
    ],
)
def test_words_and_units_of_cities_are_understood_and_shown(
    sheet: str, header: str, value: str, key: str, taken: object, record: Row
) -> None:
    parsed = parse(_edited([record], _with(sheet, 2, header, value)))
    assert parsed.places[0].problems() == []
    assert parsed.records[0][key] == taken


def test_what_was_taken_for_something_else_is_told_and_nothing_more(record: Row) -> None:
    assert parse(workbook([record])).taken == []
    data = _edited([record], _with("材料", 2, "份数", "3张"))
    told = [(one.sheet, one.row, one.column, one.typed, one.taken) for one in parse(data).taken]
    assert told == [("材料", 2, "份数", "3张", "3")]


def test_validity_and_necessity_are_understood(record: Row) -> None:
    def edit(book: Any) -> None:
        _with("事项", 2, "结果有效期", "10年")(book)
        _with("材料", 2, "必要性", "非必要")(book)

    parsed = parse(_edited([record], edit)).records[0]
    assert parsed["result"]["validity_years"] == 10
    assert parsed["materials"][0]["necessity"] == "conditional"
    lasting = parse(_edited([record], _with("事项", 2, "结果有效期", "长期有效"))).records[0]
    assert lasting["result"].get("validity_years") is None


def test_the_law_with_its_article_in_one_cell_is_parted(record: Row) -> None:
    def edit(book: Any) -> None:
        _with("事项", 2, "设定依据", "《食品安全法》第三十五条第一款\r\n《行政许可法》 第 12 条")(
            book
        )
        _with("事项", 2, "依据条款", None)(book)

    parsed = parse(_edited([record], edit)).records[0]
    assert parsed["legal_basis"] == [
        {"law": "《食品安全法》", "article": "第三十五条第一款"},
        {"law": "《行政许可法》", "article": "第12条"},
    ]


@pytest.mark.parametrize(
    ("written", "kind", "effect"),
    [
        ("听证论证", "听证", "法定和承诺时限都停"),
        ("专家论证", "专家评审", "法定和承诺时限都停"),
        ("公告公示", "公示", "只停承诺时限，法定时限照计"),
        ("现场勘查", "现场踏勘", "法定和承诺时限都照计"),
    ],
)
def test_special_steps_of_cities_are_mapped_with_their_effect_on_the_clock(
    written: str, kind: str, effect: str, record: Row
) -> None:
    record["special_procedures"] = [{"kind": "听证", "days": 5, "counts_toward_deadline": False}]
    parsed = parse(_edited([record], _with("环节", 2, "环节名称", written)))
    assert parsed.records[0]["special_procedures"][0]["kind"] == kind
    assert [one.taken for one in parsed.taken] == [f"{kind}（{effect}）"]
    assert effect_of(kind) == effect


@pytest.mark.django_db
def test_an_organ_with_its_full_name_is_found_and_another_citys_is_not(record: Row) -> None:
    own = record["department"]
    assert own.startswith("市")
    full = f"资阳{own}" if not own.startswith("市场") else f"资阳市{own}"
    outcome = _import(_edited([record], _with("事项", 2, "实施主体", full)), dry_run=True)
    assert _told(outcome) == []
    assert [(one.typed, one.taken) for one in outcome.report.understood] == [(full, own)]
    other = full.replace("资阳", "乐山")
    outcome = _import(_edited([record], _with("事项", 2, "实施主体", other)), dry_run=True)
    assert _told(outcome) == [("事项", 2, "实施主体", "unknown_department")]


@pytest.mark.parametrize("titles", [0, 10])
def test_up_to_ten_titles_may_stand_above_headers_with_noise(titles: int, record: Row) -> None:
    parsed = parse(_edited([record], lambda book: _noise(book, titles, "（必填）")))
    assert parsed.problems == []
    assert parsed.records == parse(workbook([record])).records
    eleven = parse(_edited([record], lambda book: _noise(book, 11, "")))
    assert {one.rule for one in eleven.problems} >= {"missing_header"}


def test_a_header_with_another_unit_is_not_taken_for_the_column(record: Row) -> None:
    edit = _with("事项", 1, "承诺办结时限", "承诺办结时限（自然日）")
    assert "missing_column" in {one.rule for one in parse(_edited([record], edit)).problems}
    edit = _with("事项", 1, "承诺办结时限", "承诺办结时限（工作日）")
    assert parse(_edited([record], edit)).problems == []


def test_hidden_sheets_are_named(record: Row) -> None:
    def hide(book: Any) -> None:
        book["材料"].sheet_state = "hidden"

    assert [(one.sheet, one.rule) for one in parse(_edited([record], hide)).notes] == [
        ("材料", "hidden_sheet")
    ]


@pytest.mark.django_db
def test_an_item_over_several_merged_rows_is_refused(catalogue: list[Row]) -> None:
    def edit(book: Any) -> None:
        sheet = book["事项"]
        sheet.insert_rows(3)
        sheet.merge_cells("A2:A3")
        sheet.cell(3, 4).value = "又一行"

    outcome = _import(_edited(catalogue[:2], edit))
    assert ("事项", 3, "实施编码", "item_on_several_rows") in _told(outcome)
    assert _published() == {catalogue[1]["code"]}


def test_the_strict_variant_of_the_format_is_read(record: Row) -> None:
    out, plain = io.BytesIO(), workbook([record])
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            for loose, strict in (
                (b"schemas.openxmlformats.org/spreadsheetml/2006/", b"purl.oclc.org/ooxml/spreadsheetml/"),
                (b"schemas.openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/"),
            ):  # fmt: skip
                text = text.replace(loose, strict)
            new.writestr(name, text)
    assert parse(out.getvalue()).records == parse(plain).records


def _noise(book: Any, titles: int, mark: str) -> None:
    for sheet in ("事项", "材料", "收费", "环节"):
        for cell in book[sheet][1]:
            cell.value = f" *{cell.value[:2]}\n{cell.value[2:]}{mark}　"
        if titles:
            book[sheet].insert_rows(1, titles)
            book[sheet]["A1"].value = "政务服务事项清单"


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(rows(), min_size=1, max_size=3, unique_by=lambda row: str(row["code"])),
    st.sets(st.sampled_from(("材料", "环节"))),
    st.integers(0, 10),
    st.sampled_from(("", "（必填）", "*", "【选填】")),
    st.booleans(),
)
def test_random_books_with_merges_noise_and_hidden_rows_come_back_whole(
    given_rows: list[Row], merged: set[str], titles: int, mark: str, hides: bool
) -> None:
    def edit(book: Any) -> None:
        for name in merged:
            sheet = book[name]
            codes = [sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)]
            for code in dict.fromkeys(one for one in codes if one):
                first, last = codes.index(code) + 2, len(codes) - codes[::-1].index(code) + 1
                if last > first:
                    sheet.merge_cells(f"A{first}:A{last}")
        if hides:
            book["材料"].row_dimensions[2].hidden = True
        if not (merged or hides):
            _noise(book, titles, mark)

    parsed = parse(_edited(given_rows, edit))
    assert parsed.problems == []
    assert [one for places in parsed.places for one in places.problems()] == []
    assert [read(row) for row in parsed.records] == [read(row) for row in given_rows]
    assert ("hidden_row" in {one.rule for one in parsed.notes}) == hides


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows(), min_size=1, max_size=3, unique_by=lambda row: str(row["code"])), st.data())
def test_a_material_that_lost_its_code_always_refuses_an_item_beside_it(
    given_rows: list[Row], data: st.DataObject
) -> None:
    count = sum(len(row["materials"]) for row in given_rows)
    row = data.draw(st.integers(2, count + 1))
    parsed = parse(_edited(given_rows, _with("材料", row, "实施编码", None)))
    told = [one for places in parsed.places for one in places.problems()] + parsed.problems
    assert [(one.sheet, one.row, one.rule) for one in told] == [("材料", row, "missing_code")]
    assert bool(parsed.problems) == (count == 1)
    owners = [places.code for places in parsed.places if places.problems()]
    before = [code for row in given_rows for code in [row["code"]] * len(row["materials"])]
    assert owners == ([] if count == 1 else [before[max(row - 3, 0) if row > 2 else 1]])
