# SPDX-License-Identifier: Apache-2.0
"""The conditions of a policy as an editor writes them: field, operator, value. Pure.

A condition as typed becomes a row that ``services.policy_rules`` judges, and back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.http.numbers import whole
from services.policy_rules import EnterpriseKind, Size
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
