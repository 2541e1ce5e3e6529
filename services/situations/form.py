# SPDX-License-Identifier: Apache-2.0
"""The editor's form of an item's questions: from the page to rows and back. Nothing gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.http import codes
from services.situations.tree import MOST_ANSWERS, MOST_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

EMPTY_ANSWER: dict[str, Any] = {"code": "", "text": "", "needs": [], "spares": [], "then": []}


def rows_in(data: QueryDict) -> list[dict[str, Any]]:
    """Return the questions as typed; lines left empty fall away, new ones get a code."""
    rows = []
    for index in range(MOST_QUESTIONS + 1):  # one more, so that a forged one is refused, not lost
        row = _question(data, f"q{index}")
        if row["text"] or row["answers"]:
            rows.append(row)
    _number(rows, "q")
    for row in rows:
        _number(row["answers"], "a")
    return rows


def _question(data: QueryDict, name: str) -> dict[str, Any]:
    answers = [_answer(data, f"{name}-a{place}") for place in range(MOST_ANSWERS + 1)]
    return {
        "code": codes.code(data, f"{name}-code", most=40),
        "text": data.get(f"{name}-text", "").strip(),
        "help": data.get(f"{name}-help", "").strip(),
        "answers": [answer for answer in answers if answer["text"]],
    }


def _answer(data: QueryDict, name: str) -> dict[str, Any]:
    return {
        "code": codes.code(data, f"{name}-code", most=40),
        "text": data.get(f"{name}-text", "").strip(),
        "needs": data.getlist(f"{name}-needs"),
        "spares": data.getlist(f"{name}-spares"),
        "then": data.getlist(f"{name}-then"),
    }


def _number(rows: Iterable[dict[str, Any]], letter: str) -> None:
    """Give a code that is not taken to each row without one."""
    rows = list(rows)
    taken = {row["code"] for row in rows}
    free = (f"{letter}{number}" for number in range(1, 1000) if f"{letter}{number}" not in taken)
    for row in rows:
        if not row["code"]:
            row["code"] = next(free)


def lines_of(rows: list[dict[str, Any]], materials: list[str]) -> list[dict[str, Any]]:
    """Return the rows as the page shows them: with names of inputs, and room for one more each."""
    codes = [(row["code"], row["text"]) for row in rows]
    room: dict[str, Any] = {"code": "", "text": "", "help": "", "answers": [EMPTY_ANSWER]}
    shown = []
    for index, row in enumerate([*rows, room]):
        name = f"q{index}"
        others = [(code, text) for code, text in codes if code != row["code"]]
        answers = [
            {
                **answer,
                "name": f"{name}-a{place}",
                "materials": [
                    (material, material in answer["needs"], material in answer["spares"])
                    for material in _known(materials, answer)
                ],
                "questions": [(code, text, code in answer["then"]) for code, text in others],
            }
            for place, answer in enumerate([*row["answers"], EMPTY_ANSWER])
        ]
        shown.append({**row, "name": name, "number": index + 1, "answers": answers})
    return shown


def _known(materials: list[str], answer: dict[str, Any]) -> list[str]:
    """The item's materials, and those of an answer that the item no longer has."""
    return list(dict.fromkeys([*materials, *answer["needs"], *answer["spares"]]))
