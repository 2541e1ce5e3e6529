# SPDX-License-Identifier: Apache-2.0
"""The suggestion panel: must, may, may not, and every reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from licensing.deferrals.rules import deferral_days
from licensing.intake.rules import (
    DeferralFacts,
    GateFact,
    MaterialFact,
    Suggestion,
    new_demands,
    suggest,
)
from licensing.licences.rules import validity_end

MAIN = MaterialFact(1, "申请书", is_main=True, is_deferrable=False, is_applicable=True,
                    is_present=True, verdict="passed")  # fmt: skip
SECONDARY = MaterialFact(2, "目录清单", is_main=False, is_deferrable=True, is_applicable=True,
                         is_present=False, verdict="deferred")  # fmt: skip
CLEAN = GateFact(is_barred=False, text="信用A级", source="本市规定")
FACTS = DeferralFacts(
    materials=(MAIN, SECONDARY), is_on_list=True, exclusions=(), gate=CLEAN, has_commitment=True
)


def test_a_listed_secondary_material_against_a_promise_must_be_deferred() -> None:
    panel = suggest(FACTS)
    assert panel.suggestion is Suggestion.MUST
    assert panel.missing == (2,)
    assert all(reason.speaks_for and reason.source for reason in panel.reasons)


def test_each_reason_for_the_deferral_is_told() -> None:
    copied = replace(MAIN, key=3, name="照片")
    foreign = replace(MAIN, key=4, name="外文译本", is_applicable=False)
    panel = suggest(replace(FACTS, materials=(MAIN, SECONDARY, copied, foreign)))
    assert [reason.text for reason in panel.reasons] == [
        "主要材料2份齐全、合格",
        "所缺1份次要材料在公布的容缺清单内",
        "信用A级",
        "申请人已承诺按期补交；不属于排除事项",
    ]


def test_a_promise_is_no_reason_while_something_bars_the_deferral() -> None:
    barred = ("即办件当场办结", "本市规定")
    panel = suggest(replace(FACTS, exclusions=(barred,)))
    assert [(reason.speaks_for, reason.text) for reason in panel.reasons] == [
        (True, "主要材料1份齐全、合格"),
        (True, "所缺1份次要材料在公布的容缺清单内"),
        (False, "即办件当场办结"),
        (True, "信用A级"),
    ]


def test_where_only_main_materials_are_missing_nothing_is_said_of_the_list() -> None:
    main = replace(MAIN, verdict="to_correct")
    panel = suggest(replace(FACTS, materials=(main, replace(SECONDARY, verdict="passed"))))
    assert [reason.text for reason in panel.reasons if "清单" in reason.text] == []
    assert panel.suggestion is Suggestion.MAY_NOT


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"materials": (MAIN,)}, "材料齐全，应当受理"),
        ({}, "应当容缺受理"),
        ({"is_on_list": False}, "可以容缺受理"),
        ({"has_commitment": False}, "不可容缺"),
    ],
)
def test_the_panel_says_its_suggestion_in_words(change: dict[str, object], label: str) -> None:
    assert suggest(replace(FACTS, **change)).label == label  # type: ignore[arg-type]


def test_a_complete_file_needs_no_deferral() -> None:
    panel = suggest(replace(FACTS, materials=(MAIN, replace(SECONDARY, verdict="passed"))))
    assert (panel.suggestion, panel.missing) == (Suggestion.COMPLETE, ())


def test_a_material_that_does_not_apply_is_not_missing() -> None:
    panel = suggest(replace(FACTS, materials=(MAIN, replace(SECONDARY, is_applicable=False))))
    assert panel.suggestion is Suggestion.COMPLETE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"materials": (replace(MAIN, verdict="pending"), SECONDARY)}, "主要材料还没有核验"),
        ({"materials": (replace(MAIN, verdict="to_correct"), SECONDARY)}, "主要材料未齐"),
        ({"materials": (replace(MAIN, verdict="pending", is_present=False), SECONDARY)},
         "主要材料未齐"),
        ({"gate": GateFact(is_barred=True, text="有未修复的违诺", source="本市规定")}, "违诺"),
        ({"exclusions": (("即办件当场办结", "本市规定"),)}, "即办件"),
        ({"has_commitment": False}, "没有作出补交承诺"),
    ],
)  # fmt: skip
def test_each_bar_alone_forbids_the_deferral_and_says_why(
    change: dict[str, object], said: str
) -> None:
    panel = suggest(replace(FACTS, **change))  # type: ignore[arg-type]
    assert panel.suggestion is Suggestion.MAY_NOT
    assert any(said in reason.text for reason in panel.reasons if not reason.speaks_for)


def test_a_full_file_that_nobody_checked_asks_for_the_check() -> None:
    main = replace(MAIN, verdict="pending")
    given = replace(SECONDARY, verdict="pending", is_present=True)
    panel = suggest(replace(FACTS, materials=(main, given), has_commitment=False))
    assert panel.suggestion is Suggestion.MAY_NOT
    assert panel.is_unchecked
    assert "核验" in panel.label
    half = suggest(replace(FACTS, materials=(main, SECONDARY)))
    assert not half.is_unchecked


def test_a_secondary_material_off_the_list_may_be_deferred() -> None:
    unlisted = replace(SECONDARY, is_deferrable=False)
    assert suggest(replace(FACTS, materials=(MAIN, unlisted))).suggestion is Suggestion.MAY
    assert suggest(replace(FACTS, is_on_list=False)).suggestion is Suggestion.MAY


def test_off_the_list_and_barred_is_not_a_may() -> None:
    unlisted = replace(SECONDARY, is_deferrable=False)
    facts = replace(FACTS, materials=(MAIN, unlisted), has_commitment=False)
    assert suggest(facts).suggestion is Suggestion.MAY_NOT


@given(st.integers(1, 60), st.integers(0, 10))
def test_a_deferral_ends_within_the_promise_and_lasts_a_day(promised: int, margin: int) -> None:
    days = deferral_days(promised, margin)
    assert 1 <= days <= promised
    if promised - margin >= 1:
        assert days == promised - margin


def test_a_later_notice_may_only_repeat() -> None:
    assert new_demands({1, 2}, {2}) == set()
    assert new_demands({1, 2}, {2, 3}) == {3}


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (date(2026, 11, 23), 5, date(2031, 11, 22)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 28)),
        (date(2026, 11, 23), None, None),
    ],
)
def test_validity_ends_the_day_before_the_corresponding_day(
    first: date, years: int | None, last: date | None
) -> None:
    assert validity_end(first, years) == last


def test_what_the_one_notice_forgot_is_told_and_not_missing() -> None:
    forgotten = replace(MAIN, key=5, name="证明", is_present=False, verdict="untold")
    other = replace(MAIN, key=6, name="图纸", is_present=False, verdict="untold")
    elsewhere = replace(forgotten, key=7, name="外文译本", is_applicable=False)
    complete = suggest(replace(FACTS, materials=(MAIN, forgotten, other, elsewhere)))
    assert (complete.suggestion, complete.missing) == (Suggestion.COMPLETE, ())
    assert [(one.speaks_for, one.text, one.source) for one in complete.reasons] == [
        (True, "一次告知时没有提出，不得再要求：证明、图纸", "行政许可法第三十二条第一款第五项")
    ]
    deferred = suggest(replace(FACTS, materials=(MAIN, forgotten, SECONDARY)))
    assert (deferred.suggestion, deferred.missing) == (Suggestion.MUST, (2,))
    assert deferred.reasons[0].text == "一次告知时没有提出，不得再要求：证明"
    plain = suggest(replace(FACTS, materials=(MAIN,)))
    assert [one.text for one in plain.reasons] == ["全部材料齐全、合格"]
