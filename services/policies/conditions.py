# SPDX-License-Identifier: Apache-2.0
"""The conditions of a policy as an editor writes them: field, operator, value. Pure.

A condition as typed becomes a row that ``services.policy_rules`` judges, and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Problem
from portal.kernel.http import codes
from portal.kernel.http.numbers import whole
from portal.kernel.places.models import Division
from services.policies.rules import EnterpriseKind, Size
from services.text import has_control, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise


class About(TextChoices):
    """What of an enterprise a condition looks at."""

    KIND = "enterprise_kind", _("企业类型")
    REGION = "region", _("注册地")
    INDUSTRY = "industry", _("行业")
    SIZE = "size", _("规模")
    AGE = "age_years", _("成立年数")
    STAFF = "staff", _("从业人数")


class Operator(TextChoices):
    IN = "in", _("属于")
    NOT_IN = "not_in", _("不属于")
    MOST = "most", _("不超过")
    LEAST = "least", _("不少于")


NUMBERS = (About.AGE, About.STAFF)


_BREAKS = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class Typed:
    """One condition as it stands on the editor's page; ``values`` ticked, ``text`` typed."""

    about: str
    operator: str = ""
    values: tuple[str, ...] = ()
    text: str = ""


def operators_of(about: str) -> Sequence[Operator]:
    """Return which operators make sense for a field; the usual one first."""
    if about == About.AGE:
        return (Operator.MOST, Operator.LEAST)
    if about == About.STAFF:
        return (Operator.LEAST, Operator.MOST)
    return (Operator.IN, Operator.NOT_IN)


def choices_of(about: str, places: Mapping[str, str]) -> Sequence[tuple[str, StrOrPromise]]:
    """Return what may be ticked for a field; ``places``: code → name. Empty: one types."""
    if about == About.KIND:
        return EnterpriseKind.choices
    if about == About.SIZE:
        return Size.choices
    return list(places.items()) if about == About.REGION else ()


def row_of(typed: Typed, places: Mapping[str, str]) -> dict[str, Any]:
    """Return a condition that was found good in the shape that is judged and kept."""
    row: dict[str, Any] = {"kind": typed.about}
    if typed.about in NUMBERS:
        return row | {typed.operator: whole(typed.text)}
    if typed.operator == Operator.NOT_IN:
        row["not"] = True
    if typed.about == About.INDUSTRY:
        return row | {"words": words_in(typed.text)}
    row["values"] = list(typed.values)
    if typed.about == About.REGION:
        row["name"] = "、".join(places[code] for code in typed.values)
    return row


def words_in(text: str) -> list[str]:
    """Return the words that were typed, parted by commas or lines."""
    return list(dict.fromkeys(word for part in _BREAKS.split(text) if (word := tidy(part))))


def typed_of(row: Mapping[str, Any]) -> Typed:
    """Return a kept condition as the editor's page shows it."""
    about = row["kind"]
    if about in NUMBERS:
        operator = Operator.MOST if "most" in row else Operator.LEAST
        return Typed(about, operator, text=str(row[operator]))
    operator = Operator.NOT_IN if row.get("not") else Operator.IN
    return Typed(about, operator, tuple(row.get("values", ())), "、".join(row.get("words", ())))


# -- What keeps the conditions of a policy from being judged. Pure -----------------------------


#: Highest number of each: years of a firm, people in one.
LARGEST = {About.AGE: 200, About.STAFF: 10_000_000}


WORD, MOST_WORDS = 20, 30


def condition_problems(conditions: Sequence[Typed], places: Mapping[str, str]) -> list[Problem]:
    """Return everything that is wrong; the field is the place of the condition: c0, c1, …"""
    if not conditions:
        text = gettext("请至少写一个条件；谁都可以享受的，就把企业类型全部选上。")
        return [Problem("conditions", "required", text)]
    found = [
        Problem(f"c{place}", "condition", wrong)
        for place, one in enumerate(conditions)
        if (wrong := _wrong_with(one, places))
    ]
    return found or [*_twice(conditions), *_contradictions(conditions)]


def _wrong_with(one: Typed, places: Mapping[str, str]) -> StrOrPromise:
    if one.about not in About.values:
        return gettext("不知道这个条件看的是什么。")
    label = {"label": About(one.about).label}
    if one.operator not in operators_of(one.about):
        return gettext("%(label)s：请选一个比较方式。") % label
    if one.about in NUMBERS:
        number = whole(one.text)
        if number is None or number > LARGEST[About(one.about)]:
            return gettext("%(label)s：请填一个整数。") % label
    elif one.about == About.INDUSTRY:
        words = words_in(one.text)
        if not words or len(words) > MOST_WORDS:
            return gettext("%(label)s：请写 1 到 30 个词，用顿号隔开。") % label
        if any(len(word) > WORD or has_control(word) for word in words):
            return gettext("%(label)s：每个词最多 20 个字。") % label
    else:
        known = {code for code, _label in choices_of(one.about, places)}
        if not one.values or not known.issuperset(one.values):
            return gettext("%(label)s：请至少选一个。") % label
    return ""


def _twice(conditions: Sequence[Typed]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(conditions):
        if (one.about, one.operator) in seen:
            text = gettext("%(label)s：同样的条件写了两遍，请合成一条。")
            yield Problem(f"c{place}", "twice", text % {"label": About(one.about).label})
        seen.add((one.about, one.operator))


def _contradictions(conditions: Sequence[Typed]) -> Iterator[Problem]:
    """Two conditions that no enterprise can meet at once make a policy for nobody."""
    for about in NUMBERS:
        told = {one.operator: whole(one.text) or 0 for one in conditions if one.about == about}
        if told.get(Operator.LEAST, 0) > told.get(Operator.MOST, LARGEST[about]):
            place = next(i for i, one in enumerate(conditions) if one.about == about)
            text = gettext("%(label)s：不少于的比不超过的还大，没有企业能满足。")
            yield Problem(f"c{place}", "contradiction", text % {"label": about.label})
    for about in (About.KIND, About.SIZE, About.REGION):
        own = {one.operator: set(one.values) for one in conditions if one.about == about}
        if Operator.IN in own and own[Operator.IN] <= own.get(Operator.NOT_IN, set()):
            place = next(i for i, one in enumerate(conditions) if one.about == about)
            text = gettext("%(label)s：既要属于又要不属于，没有企业能满足。")
            yield Problem(f"c{place}", "contradiction", text % {"label": about.label})


# -- The conditions of a policy on the editor's page: from the page and back. Nothing gets lost ---


#: Conditions on one page, and letters typed into one.
MOST_CONDITIONS = 20


#: Divisions of the city by GB/T 2260; the code of the city itself stands for all of it.
CITY = "5120"


def places() -> dict[str, str]:
    """Return the divisions that a policy may name: code → name."""
    rows = Division.objects.filter(code__startswith=CITY, code__regex="^[0-9]{6}$")
    return dict(rows.order_by("code").values_list("code", "name"))


def typed_in(data: QueryDict) -> list[Typed]:
    """Return the conditions as typed; those marked to be dropped fall away, a new one is empty."""
    found = [one for place in range(MOST_CONDITIONS) for one in _typed(data, f"c{place}")]
    about = data.get("new_about", "")
    if data.get("act") == "add" and about in About.values and len(found) < MOST_CONDITIONS:
        found.append(Typed(about, operators_of(about)[0]))
    return found


def _typed(data: QueryDict, name: str) -> Iterator[Typed]:
    about = data.get(f"{name}-about", "")
    if about in About.values and not data.get(f"{name}-drop"):
        yield Typed(
            about,
            codes.code(data, f"{name}-operator", most=10),
            tuple(value[:20] for value in data.getlist(f"{name}-values")),
            data.get(f"{name}-text", "").strip(),
        )


def lines_of(conditions: Sequence[Typed], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the conditions as the page shows them, with the names of their inputs."""
    return [
        {
            "name": f"c{place}",
            "about": one.about,
            "label": About(one.about).label,
            "operator": one.operator,
            "operators": [(op.value, op.label) for op in operators_of(one.about)],
            "choices": [
                (code, label, code in one.values) for code, label in choices_of(one.about, known)
            ],
            "text": one.text,
            "is_number": one.about in NUMBERS,
        }
        for place, one in enumerate(conditions)
    ]
