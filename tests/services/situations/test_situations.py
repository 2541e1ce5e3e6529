# SPDX-License-Identifier: Apache-2.0
"""Every way through the questions ends, nothing unknown is taken, the list is exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.items import reference
from services.situations.asking import given_by, kept
from services.situations.tree import (
    LONGEST,
    Answer,
    Need,
    Question,
    Tree,
    problems_of,
    read,
    standing_of,
    write,
)
from services.situations.tree import walk as go

NAMES = ("申请书", "委托书", "合同", "照片", "证明")


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Sound trees: an answer leads only to later questions."""
    size = draw(st.integers(0, 6))
    codes = [f"q{number}" for number in range(size)]
    questions = []
    for place, code in enumerate(codes):
        answers = []
        for number in range(draw(st.integers(2, 4))):
            needs = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
            spares = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3))
            later = codes[place + 1 :]
            then = draw(st.lists(st.sampled_from(later), unique=True)) if later else []
            left = tuple(name for name in spares if name not in needs)
            answers.append(Answer(f"a{number}", f"回答{number}", tuple(needs), left, tuple(then)))
        questions.append(Question(code, f"问题{code}", "", tuple(answers)))
    return Tree(tuple(questions))


@given(trees(), st.data())
def test_every_way_of_answering_ends_and_asks_nothing_twice(
    tree: Tree, data: st.DataObject
) -> None:
    said: dict[str, str] = {}
    walk = go(tree, said)
    for _round in range(len(tree.questions)):
        if walk.next is None:
            break
        said[walk.next.code] = data.draw(st.sampled_from(walk.next.answers)).code
        walk = go(tree, said)
    assert walk.is_complete
    asked = [question.code for question, _reply in walk.answered]
    assert sorted(asked) == sorted(said)


def _question(code: str, *then: str) -> Question:
    answers = (Answer("yes", "是", (), (), then), Answer("no", "否", (), (), ()))
    return Question(code, f"问题{code}", "", answers)


def test_what_follows_an_answer_comes_right_after_it() -> None:
    tree = Tree((_question("a", "a1", "a2"), _question("b"), _question("a1"), _question("a2")))
    said = dict.fromkeys(("a", "a1", "a2", "b"), "yes")
    assert [question.code for question, _reply in go(tree, said).answered] == ["a", "a1", "a2", "b"]
    said["a"] = "no"
    assert [question.code for question, _reply in go(tree, said).answered] == ["a", "b"]


@pytest.mark.parametrize(("length", "is_good"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_question_fills_its_space_and_no_more(length: int, *, is_good: bool) -> None:
    tree = Tree((replace(_question("a"), text="问" * length),))
    assert (problems_of(tree, NAMES) == []) is is_good


@given(trees(), st.data())
def test_the_list_holds_exactly_what_applies(tree: Tree, data: st.DataObject) -> None:
    said = {one.code: data.draw(st.sampled_from(one.answers)).code for one in tree.questions}
    walk = go(tree, said)
    needed = {name for _question, reply in walk.answered for name in reply.needs}
    spared = {name for _question, reply in walk.answered for name in reply.spares} - needed
    for name in NAMES:
        always = standing_of(tree, walk.answered, name, is_required=True)
        assert (always == Need.NEEDED) == (name not in spared)
        sometimes = standing_of(tree, walk.answered, name, is_required=False)
        assert (sometimes == Need.NEEDED) == (name in needed)
        assert (sometimes == Need.OPEN) == (name not in tree.asked_about)


@given(trees())
def test_sound_questions_have_no_problem_and_are_stored_whole(tree: Tree) -> None:
    assert problems_of(tree, NAMES) == []
    assert read(write(tree)) == tree


@given(trees(), st.text(min_size=1, max_size=5))
def test_an_unknown_answer_is_never_taken(tree: Tree, word: str) -> None:
    for question in tree.questions:
        if question.answer(word) is None:
            walk = go(tree, {question.code: word})
            assert walk.unknown == (question.code,)
            assert not walk.is_complete
    assert not go(tree, {f"x{word}": "a0"}).is_complete


def test_an_answer_beside_the_way_counts_for_nothing() -> None:
    tree = read(_rows()[:2])
    walk = go(tree, {"agent": "no", "blood": "yes"})
    assert [question.code for question, _reply in walk.answered] == ["agent"]
    assert walk.is_complete
    name = "委托书"
    assert standing_of(tree, walk.answered, name, is_required=False) == Need.SPARED


def test_answers_kept_on_a_case_lead_the_same_way_again() -> None:
    tree = read(_rows()[:2])
    walk = go(tree, {"agent": "yes", "blood": "no"})
    assert go(tree, given_by(kept(walk))) == walk


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "code": "agent",
            "text": "委托他人办理吗？",
            "answers": [
                {"code": "yes", "text": "是", "needs": ["委托书"], "then": ["blood"]},
                {"code": "no", "text": "否"},
            ],
        },
        {
            "code": "blood",
            "text": "受托人是近亲属吗？",
            "answers": [
                {"code": "yes", "text": "是", "needs": ["证明"]},
                {"code": "no", "text": "否"},
            ],
        },
    ]


def _wrong(change: str) -> list[dict[str, Any]]:
    rows = _rows()
    first, second = rows
    if change == "loop":
        second["answers"][0]["then"] = ["agent"]
    elif change == "unknown_material":
        first["answers"][0]["needs"] = ["没有这份"]
    elif change == "unknown_question":
        first["answers"][0]["then"] = ["nowhere"]
    elif change == "few_answers":
        second["answers"].pop()
    elif change == "answer_twice":
        second["answers"][1]["code"] = "yes"
    elif change == "question_twice":
        second["code"] = "agent"
    elif change == "no_text":
        first["text"] = " "
    elif change == "needs_and_spares":
        first["answers"][0]["spares"] = ["委托书"]
    return rows


@pytest.mark.parametrize(
    "rule",
    [
        "loop",
        "unknown_material",
        "unknown_question",
        "few_answers",
        "answer_twice",
        "question_twice",
        "no_text",
        "needs_and_spares",
    ],
)
def test_unsound_questions_are_refused_by_name(rule: str) -> None:
    assert rule in {one.code for one in problems_of(read(_wrong(rule)), NAMES)}
    assert problems_of(read(_rows()), NAMES) == []


def test_nobody_is_asked_without_end() -> None:
    rows = _rows()
    more = [{**rows[1], "code": f"more{place}"} for place in range(28)]
    assert problems_of(read([*rows, *more]), NAMES) == []
    codes = {one.code for one in problems_of(read([*rows, *more, {**rows[1], "code": "z"}]), NAMES)}
    assert codes == {"many_questions"}
    rows[0]["answers"] += [{"code": f"a{place}", "text": "也许"} for place in range(10)]
    assert problems_of(read(rows), NAMES) == []
    rows[0]["answers"].append({"code": "z", "text": "也许"})
    assert {one.code for one in problems_of(read(rows), NAMES)} == {"many_answers"}


def test_the_shipped_questions_decide_about_every_conditional_material_they_name() -> None:
    for row in reference.situations():
        assert read(row["questions"]).asked_about, row["item"]
