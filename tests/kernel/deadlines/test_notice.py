# SPDX-License-Identifier: Apache-2.0
"""Reading notices and folding them into days."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from portal.kernel.deadlines.engine.calendar import Calendar
from portal.kernel.deadlines.holidays import texts
from portal.kernel.errors import Invalid


def entry(day: str, *, off: bool = True, name: str = "", local: bool = False) -> texts.NamedDate:
    return texts.NamedDate(date.fromisoformat(day), off, name, "通知", local)


def layer(*entries: texts.NamedDate, replaces: bool = False) -> texts.Layer:
    return texts.Layer(tuple(entries), replaces)


def works(layers: list[texts.Layer], day: str) -> bool:
    return Calendar(texts.fold(layers)).row(date.fromisoformat(day)).is_working


NEW_YEAR = layer(entry("2027-01-01"))


def test_one_day_announces_its_year() -> None:
    days = texts.fold([NEW_YEAR])
    assert (days[0].date, days[-1].date) == (date(2027, 1, 1), date(2027, 12, 31))
    assert [row.date for row in days if row.kind == "holiday"] == [date(2027, 1, 1)]


def test_late_december_belongs_to_the_next_years_notice() -> None:
    eve = layer(entry("2026-12-31"), entry("2027-01-01"))
    assert eve.years() == {2027}
    assert layer(entry("2026-12-31")).years() == {2026}
    assert layer(entry("2026-12-28"), entry("2027-01-01")).years() == {2026, 2027}


def test_late_december_still_changes_a_known_year() -> None:
    base = layer(entry("2026-01-01"))
    assert works([base], "2026-12-31")
    assert not works([base, layer(entry("2026-12-31"), entry("2027-01-01"))], "2026-12-31")


def test_years_must_be_without_a_gap() -> None:
    with pytest.raises(Invalid) as caught:
        texts.fold([NEW_YEAR, layer(entry("2029-01-01"))])
    assert caught.value.code == "year_missing"
    assert "2028" in str(caught.value)


def test_a_later_notice_is_laid_over_an_earlier_one() -> None:
    change = layer(entry("2027-03-05"))
    assert works([NEW_YEAR], "2027-03-05")
    assert not works([NEW_YEAR, change], "2027-03-05")
    assert not works([NEW_YEAR, change], "2027-01-01")


def test_replacing_drops_the_year_but_not_local_days() -> None:
    local = layer(entry("2027-06-07", local=True))
    anew = layer(entry("2027-02-08"), replaces=True)
    assert works([NEW_YEAR, local, anew], "2027-01-01")
    assert not works([NEW_YEAR, local, anew], "2027-02-08")
    assert not works([NEW_YEAR, local, anew], "2027-06-07")


def test_a_local_day_announces_no_year() -> None:
    assert layer(entry("2031-06-07", local=True)).years() == frozenset()
    row = Calendar(texts.fold([NEW_YEAR, layer(entry("2027-06-07", local=True))])).row(
        date(2027, 6, 7)
    )
    assert (row.is_working, row.kind) == (False, "local")


def test_json_lists_and_holiday_objects_and_csv_read_alike() -> None:
    days = [
        {"date": "2027-01-01", "name": "元旦", "isOffDay": True},
        {"date": "2027-01-03", "name": "元旦", "isOffDay": False},
    ]
    plain = texts.parse(json.dumps(days))
    wrapped = texts.parse(json.dumps({"year": 2027, "papers": ["某通知"], "days": days}))
    table = texts.parse("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-03,workday,元旦\n")
    assert [(e.date, e.off, e.name) for e in plain] == [(e.date, e.off, e.name) for e in table]
    assert wrapped[0].source == "某通知"
    assert plain[0].source == "国务院办公厅关于2027年部分节假日安排的通知"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[", "not_json"),
        ("[" * 200_000 + "]" * 200_000, "not_json"),
        ('{"days": 3}', "not_a_list"),
        ("[]", "no_year"),
        ("", "no_year"),
        ('[{"date": "2027-13-01", "isOffDay": true}]', "bad_rows"),
        ('[{"date": "2027-01-01", "isOffDay": "yes"}]', "bad_rows"),
        ('[{"name": "元旦"}, 5]', "bad_rows"),
        ("date,kind,name\n2027-01-01,fest,元旦\n", "bad_rows"),
        (
            '[{"date": "2027-01-01", "isOffDay": true}, {"date": "2027-01-01", "isOffDay": false}]',
            "double_date",
        ),
    ],
)
def test_bad_files_are_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        texts.parse(text)
    assert caught.value.code == code


def test_bad_rows_are_all_named() -> None:
    rows: list[Any] = [{"date": "2027-01-01", "isOffDay": True}, {}, {"date": "x"}]
    with pytest.raises(Invalid) as caught:
        texts.parse(json.dumps(rows))
    assert "2、3" in str(caught.value)


def test_entries_survive_the_database_form() -> None:
    for one in texts.entries()[:5]:
        assert texts.NamedDate.from_json(json.loads(json.dumps(one.as_json()))) == one
