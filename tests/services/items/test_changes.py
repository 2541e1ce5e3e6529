# SPDX-License-Identifier: Apache-2.0
"""The step between two versions in words: empty exactly when nothing changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.items.codes import (
    ApplicantKind,
    CrossRegion,
    Handling,
    ItemType,
    MaterialMedium,
    MaterialSource,
    Necessity,
    Provenance,
    StepRole,
)
from services.items.history import changes, in_words
from services.items.history_labels import LABELS, PART_LABELS
from services.items.record import JointRecord, MaterialRecord, ProcedureRecord, Record, StepRecord
from services.items.regimes import regimes

WORDS = st.sampled_from(["甲", "乙", "丙", "丁"])
DAYS = st.integers(1, 3)
MAYBE_DAYS = st.none() | DAYS


def _few(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


MATERIALS = st.builds(
    MaterialRecord, name=WORDS, is_main=st.booleans(), is_deferrable=st.booleans(),
    necessity=st.sampled_from(Necessity.values), form=st.sampled_from(MaterialMedium.values),
    copies=DAYS, source=st.sampled_from(MaterialSource.values), is_shareable=st.booleans(),
    example=st.just("") | WORDS,
)  # fmt: skip
RECORDS = st.builds(
    Record, code=WORDS, name=WORDS, item_type=st.sampled_from(ItemType.values),
    is_local_code=st.booleans(), organ=WORDS,
    regime=st.sampled_from([one.code for one in regimes()]),
    handling=st.sampled_from(Handling.values), statutory_days=MAYBE_DAYS, promised_days=DAYS,
    applicant_kind=st.sampled_from(ApplicantKind.values),
    cross_region=st.sampled_from(CrossRegion.values), is_online=st.booleans(),
    is_at_window=st.booleans(), has_site_visit=st.booleans(), result_name=WORDS,
    validity_years=MAYBE_DAYS, second_person=st.booleans(),
    provenance=st.sampled_from(Provenance.values), found_fields=_few(WORDS),
    bases=_few(st.tuples(WORDS, WORDS)), fee=st.none() | st.tuples(WORDS, WORDS),
    materials=_few(MATERIALS),
    procedures=_few(st.builds(
        ProcedureRecord, WORDS, DAYS, st.booleans(), st.booleans(), st.booleans())),
    steps=_few(st.builds(StepRecord, DAYS, st.sampled_from(StepRole.values), WORDS, DAYS)),
    statutory_citation=WORDS, joint=_few(st.builds(JointRecord, WORDS, WORDS, DAYS)),
    renewal_opens_days=MAYBE_DAYS, renewal_closes_days=MAYBE_DAYS, concerns_safety=st.booleans(),
    item_code=st.just("") | WORDS, conditions=_few(WORDS), place=WORDS, hours=WORDS,
    contact=WORDS, complaint_channel=WORDS,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(old=RECORDS, new=RECORDS)
def test_nothing_is_said_exactly_when_the_digests_are_equal(old: Record, new: Record) -> None:
    assert (changes(old, new) == []) == (old.digest() == new.digest())
    assert changes(old, old) == []


@settings(max_examples=60, deadline=None)
@given(old=RECORDS, new=RECORDS, name=st.sampled_from([one.name for one in fields(Record)]))
def test_one_changed_field_is_named_and_no_other(old: Record, new: Record, name: str) -> None:
    step = replace(old, **{name: getattr(new, name)})
    found = changes(old, step)
    assert {one.field for one in found} == ({name} if step != old else set())
    assert all(one.text for one in found)


def test_every_field_of_a_record_and_its_parts_has_a_word() -> None:
    assert {one.name for one in fields(Record)} == set(LABELS)
    parts = (MaterialRecord, ProcedureRecord, StepRecord, JointRecord)
    assert {one.name for part in parts for one in fields(part)} == set(PART_LABELS)


def _record(**values: Any) -> Record:
    base = dict.fromkeys((one.name for one in fields(Record)), "")
    lists = ("found_fields", "bases", "materials", "procedures", "steps", "joint", "conditions")
    return Record(**{**base, **dict.fromkeys(lists, ()), **values})


def test_a_shorter_promise_reads_as_in_the_issue() -> None:
    found = changes(_record(promised_days=10), _record(promised_days=5))
    assert in_words(found) == "承诺时限 10 → 5 个工作日"


def _material(name: str, **values: Any) -> MaterialRecord:
    given_ = {"copies": 1, "is_main": True, "is_deferrable": False, "is_shareable": False}
    kinds = {"necessity": "required", "form": "original", "source": "10"}
    return MaterialRecord(name=name, **{**given_, **kinds, **values})


def test_materials_are_told_as_added_removed_and_changed() -> None:
    old = _record(materials=(_material("申请表"), _material("照片", copies=2)))
    new = _record(materials=(_material("照片", copies=1, form="electronic"), _material("章程")))
    assert [one.text for one in changes(old, new)] == [
        "新增材料“章程”",
        "取消材料“申请表”",
        "材料“照片”：形式 原件 → 电子",
        "材料“照片”：份数 2 → 1",
    ]


def test_another_order_alone_is_told_too() -> None:
    old = _record(conditions=("甲", "乙"))
    assert in_words(changes(old, _record(conditions=("乙", "甲")))) == "受理条件的顺序调整"
    both = in_words(changes(old, _record(conditions=("乙", "丙", "甲"))))
    assert both == "新增受理条件“丙”；受理条件的顺序调整"


def test_a_fee_is_told_with_its_standard() -> None:
    found = changes(_record(fee=None), _record(fee=("工本费", "20元/证")))
    assert in_words(found) == "收费 不收费 → 工本费：20元/证"
