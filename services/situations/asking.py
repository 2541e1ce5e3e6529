# SPDX-License-Identifier: Apache-2.0
"""Asking somebody about his situation, one question a page, all in the address. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest

from portal.kernel import clock
from services.situations import tree as situations_tree
from services.situations.tree import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.items.models.parts import Material
    from services.items.models.version import OfferingVersion
    from services.situations.tree import Tree


#: What the name of an answer begins with in an address or a form.
MARK = "s-"


def given_in(params: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers in a query string or form: question → answer."""
    return {
        key.removeprefix(MARK): str(value)[:60]
        for key, value in params.items()
        if key.startswith(MARK) and value
    }


def kept(walk: situations_tree.Walk) -> list[dict[str, str]]:
    """Return the answers in words, as a case keeps them when the questions change later."""
    return [
        {
            "question": question.code,
            "answer": reply.code,
            "asked": question.text,
            "said": reply.text,
        }
        for question, reply in walk.answered
    ]


def given_by(rows: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the answers that a case keeps: question → answer."""
    return {row["question"]: row["answer"] for row in rows}


@dataclass(frozen=True)
class AnsweredQuestion:
    """One answered question as a page shows it, with the address on which to answer anew."""

    text: str
    answer: str
    name: str
    value: str
    again: str


def answered(walk: situations_tree.Walk) -> list[AnsweredQuestion]:
    """Return what was answered; "again" keeps the answers before it and drops the rest."""
    found: list[AnsweredQuestion] = []
    for question, reply in walk.answered:
        before = {one.name: one.value for one in found}
        found.append(
            AnsweredQuestion(
                question.text, reply.text, MARK + question.code, reply.code, urlencode(before)
            )
        )
    return found


@dataclass(frozen=True)
class Checklist:
    """The materials that apply, those only the applicant can say, and those he is spared."""

    needed: Sequence[Material]
    open: Sequence[Material]
    spared: Sequence[Material]


def checklist(
    tree: situations_tree.Tree, walk: situations_tree.Walk, materials: Sequence[Material]
) -> Checklist:
    """Return the personal checklist of somebody who has answered everything."""
    piles: dict[Need, list[Material]] = {one: [] for one in Need}
    for material in materials:
        standing = situations_tree.standing_of(
            tree,
            walk.answered,
            material.name,
            is_required=material.necessity == "required",
        )
        piles[standing].append(material)
    return Checklist(piles[Need.NEEDED], piles[Need.OPEN], piles[Need.SPARED])


# -- The personal checklist of an item: questions one by one, then exactly what to bring -------


def context_of(version: OfferingVersion, tree: Tree, request: HttpRequest) -> dict[str, Any]:
    """Return what a page of the questions shows for the answers in the address."""
    walk = situations_tree.walk(tree, given_in(request.GET))
    given = answered(walk)
    materials = list(version.materials.all())
    return {
        "version": version,
        "walk": walk,
        "answered": given,
        "question": walk.next,
        "mark": MARK,
        "checklist": checklist(tree, walk, materials) if walk.is_complete else None,
        "materials": materials,
        "query": urlencode({one.name: one.value for one in given}),
        "today": clock.today(),
    }
