# SPDX-License-Identifier: Apache-2.0
"""What keeps the conditions of a policy from being judged. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.errors import Problem
from portal.kernel.http.numbers import whole
from services.conditions import NUMBERS, About, Operator, choices_of, operators_of, words_in
from services.text import has_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from services.conditions import Typed

#: Highest number of each: years of a firm, people in one.
MOST = {About.AGE: 200, About.STAFF: 10_000_000}
WORD, MOST_WORDS = 20, 30


def condition_problems(conditions: Sequence[Typed], places: Mapping[str, str]) -> list[Problem]:
    """Return everything that is wrong; the field is the place of the condition: c0, c1, …"""
    if not conditions:
        text = _("请至少写一个条件；谁都可以享受的，就把企业类型全部选上。")
        return [Problem("conditions", "required", text)]
    found = [
        Problem(f"c{place}", "condition", wrong)
        for place, one in enumerate(conditions)
        if (wrong := _wrong_with(one, places))
    ]
    return found or [*_twice(conditions), *_contradictions(conditions)]


def _wrong_with(one: Typed, places: Mapping[str, str]) -> StrOrPromise:
    if one.about not in About.values:
        return _("不知道这个条件看的是什么。")
    label = {"label": About(one.about).label}
    if one.operator not in operators_of(one.about):
        return _("%(label)s：请选一个比较方式。") % label
    if one.about in NUMBERS:
        number = whole(one.text)
        if number is None or number > MOST[About(one.about)]:
            return _("%(label)s：请填一个整数。") % label
    elif one.about == About.INDUSTRY:
        words = words_in(one.text)
        if not words or len(words) > MOST_WORDS:
            return _("%(label)s：请写 1 到 30 个词，用顿号隔开。") % label
        if any(len(word) > WORD or has_control(word) for word in words):
            return _("%(label)s：每个词最多 20 个字。") % label
    else:
        known = {code for code, _label in choices_of(one.about, places)}
        if not one.values or not known.issuperset(one.values):
            return _("%(label)s：请至少选一个。") % label
    return ""


def _twice(conditions: Sequence[Typed]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(conditions):
        if (one.about, one.operator) in seen:
            text = _("%(label)s：同样的条件写了两遍，请合成一条。")
            yield Problem(f"c{place}", "twice", text % {"label": About(one.about).label})
        seen.add((one.about, one.operator))


def _contradictions(conditions: Sequence[Typed]) -> Iterator[Problem]:
    """Two conditions that no enterprise can meet at once make a policy for nobody."""
    for about in NUMBERS:
        told = {one.operator: whole(one.text) or 0 for one in conditions if one.about == about}
        if told.get(Operator.LEAST, 0) > told.get(Operator.MOST, MOST[about]):
            place = next(i for i, one in enumerate(conditions) if one.about == about)
            text = _("%(label)s：不少于的比不超过的还大，没有企业能满足。")
            yield Problem(f"c{place}", "contradiction", text % {"label": about.label})
    for about in (About.KIND, About.SIZE, About.REGION):
        own = {one.operator: set(one.values) for one in conditions if one.about == about}
        if Operator.IN in own and own[Operator.IN] <= own.get(Operator.NOT_IN, set()):
            place = next(i for i, one in enumerate(conditions) if one.about == about)
            text = _("%(label)s：既要属于又要不属于，没有企业能满足。")
            yield Problem(f"c{place}", "contradiction", text % {"label": about.label})
