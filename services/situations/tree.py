# SPDX-License-Identifier: Apache-2.0
"""Situations (情形): walking through an item's questions, and the materials that result. Pure.

A question names its answers; an answer names the materials it needs or spares and the questions
that follow it. A question that no answer leads to is asked of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.errors import Problem
from portal.kernel.wording import length_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Letters of a question, of the help beside it and of an answer.
LONGEST = 200
#: Questions of one item, and answers to one of them, that an applicant can be asked to read.
MOST_QUESTIONS, MOST_ANSWERS = 30, 12


@dataclass(frozen=True)
class Answer:
    """One answer: materials by name, follow-up questions by code."""

    code: str
    text: str
    needs: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    then: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question with its answers."""

    code: str
    text: str
    help: str
    answers: tuple[Answer, ...]

    def answer(self, code: str) -> Answer | None:
        """Return the answer of a code, None when the question has none such."""
        return next((one for one in self.answers if one.code == code), None)


@dataclass(frozen=True)
class Tree:
    """All questions of an item in their order."""

    questions: tuple[Question, ...]

    def question(self, code: str) -> Question | None:
        """Return the question of a code, None when there is none such."""
        return next((one for one in self.questions if one.code == code), None)

    @property
    def first(self) -> tuple[Question, ...]:
        """The questions that everybody is asked."""
        led = {code for one in self.questions for reply in one.answers for code in reply.then}
        return tuple(one for one in self.questions if one.code not in led)

    @property
    def asked_about(self) -> frozenset[str]:
        """The materials that some answer needs or spares."""
        return frozenset(
            name
            for one in self.questions
            for reply in one.answers
            for name in (*reply.needs, *reply.spares)
        )


def read(rows: Sequence[Mapping[str, Any]]) -> Tree:
    """Build the tree from stored rows; raises KeyError or TypeError for another shape."""
    return Tree(
        tuple(
            Question(
                row["code"],
                row["text"],
                row.get("help", ""),
                tuple(
                    Answer(
                        reply["code"],
                        reply["text"],
                        tuple(reply.get("needs", ())),
                        tuple(reply.get("spares", ())),
                        tuple(reply.get("then", ())),
                    )
                    for reply in row["answers"]
                ),
            )
            for row in rows
        )
    )


def write(tree: Tree) -> list[dict[str, Any]]:
    """Return the rows that ``read`` reads."""
    return [
        {
            "code": one.code,
            "text": one.text,
            "help": one.help,
            "answers": [
                {
                    "code": reply.code,
                    "text": reply.text,
                    "needs": list(reply.needs),
                    "spares": list(reply.spares),
                    "then": list(reply.then),
                }
                for reply in one.answers
            ],
        }
        for one in tree.questions
    ]


@dataclass(frozen=True)
class Walk:
    """How far somebody has come: what was answered, in order, and what is asked next.

    ``unknown`` holds the codes of questions or answers that the tree does not have.
    """

    answered: tuple[tuple[Question, Answer], ...]
    next: Question | None
    unknown: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether every question that came up has been answered."""
        return self.next is None and not self.unknown


def on_the_way(tree: Tree, given: Mapping[str, str]) -> Iterator[tuple[Question, Answer | None]]:
    """Yield the questions to be asked with their answers (question → answer), None where open.

    Each question is asked once; what follows an answer comes right after it. An answer to a
    question that is not on the way counts for nothing.
    """
    seen: set[str] = set()
    waiting = list(tree.first)
    while waiting:
        question = waiting.pop(0)
        if question.code in seen:
            continue
        seen.add(question.code)
        reply = question.answer(given.get(question.code, ""))
        yield question, reply
        then = reply.then if reply else ()
        waiting[:0] = [one for code in then if (one := tree.question(code)) is not None]


def walk(tree: Tree, given: Mapping[str, str]) -> Walk:
    """Follow the answers given through the tree, up to the first question that is open."""
    unknown = tuple(code for code, reply in given.items() if not _knows(tree, code, reply))
    answered: list[tuple[Question, Answer]] = []
    for question, reply in on_the_way(tree, given):
        if reply is None:
            return Walk(tuple(answered), question, unknown)
        answered.append((question, reply))
    return Walk(tuple(answered), None, unknown)


def _knows(tree: Tree, code: str, reply: str) -> bool:
    question = tree.question(code)
    return question is not None and question.answer(reply) is not None


class Need(StrEnum):
    """Whether a material is to be handed in: ``open`` is left for the applicant to say."""

    NEEDED = "needed"
    SPARED = "spared"
    OPEN = "open"


def standing_of(
    tree: Tree, answered: Iterable[tuple[Question, Answer]], name: str, *, is_required: bool
) -> Need:
    """Say whether a material applies after these answers; a need outweighs a sparing."""
    replies = [reply for _question, reply in answered]
    if any(name in reply.needs for reply in replies):
        return Need.NEEDED
    if any(name in reply.spares for reply in replies):
        return Need.SPARED
    if is_required:
        return Need.NEEDED
    return Need.SPARED if name in tree.asked_about else Need.OPEN


def problems_of(tree: Tree, materials: Iterable[str]) -> list[Problem]:
    """Return what keeps the questions from being asked: loops, gaps, unknown materials."""
    known = set(materials)
    return [*_shape(tree), *_names(tree, known), *_loops(tree)]


def _shape(tree: Tree) -> Iterator[Problem]:
    codes = [one.code for one in tree.questions]
    if len(codes) > MOST_QUESTIONS:
        text = _("一个事项最多%(most)d个问题。") % {"most": MOST_QUESTIONS}
        yield Problem(codes[-1], "many_questions", text)
    for question in tree.questions:
        field = question.code
        if len(question.answers) > MOST_ANSWERS:
            text = _("一个问题最多%(most)d个回答。") % {"most": MOST_ANSWERS}
            yield Problem(field, "many_answers", text)
        if codes.count(question.code) > 1:
            yield Problem(field, "question_twice", _("两个问题用了同一个代码。"))
        if not question.text.strip():
            yield Problem(field, "no_text", _("有一个问题没有写内容。"))
        for text in (question.text, question.help, *(reply.text for reply in question.answers)):
            yield from length_problem(text, field, least=0, most=LONGEST)
        if len(question.answers) < 2:
            text = _("“%(text)s”至少要有两个回答。") % {"text": question.text}
            yield Problem(field, "few_answers", text)
        replies = [reply.code for reply in question.answers]
        if len(set(replies)) < len(replies):
            text = _("“%(text)s”有两个回答用了同一个代码。") % {"text": question.text}
            yield Problem(field, "answer_twice", text)


def _names(tree: Tree, known: set[str]) -> Iterator[Problem]:
    for question in tree.questions:
        for reply in question.answers:
            for name in (*reply.needs, *reply.spares):
                if name not in known:
                    text = _("事项的材料清单里没有“%(name)s”。") % {"name": name}
                    yield Problem(question.code, "unknown_material", text)
            for name in set(reply.needs) & set(reply.spares):
                text = _("回答“%(text)s”对“%(name)s”既要又不要。")
                yield Problem(
                    question.code, "needs_and_spares", text % {"text": reply.text, "name": name}
                )
            for code in reply.then:
                if tree.question(code) is None:
                    text = _("回答“%(text)s”接着问的问题不存在。") % {"text": reply.text}
                    yield Problem(question.code, "unknown_question", text)


def _loops(tree: Tree) -> Iterator[Problem]:
    """A question may not lead back to itself: nobody would ever be asked it, or it never ends."""
    for question in tree.questions:
        reached: set[str] = set()
        waiting = [code for reply in question.answers for code in reply.then]
        while waiting:
            code = waiting.pop()
            if code in reached:
                continue
            reached.add(code)
            found = tree.question(code)
            if found is not None:
                waiting += [next_ for reply in found.answers for next_ in reply.then]
        if question.code in reached:
            text = _("“%(text)s”绕回了自己，问不完。") % {"text": question.text}
            yield Problem(question.code, "loop", text)
