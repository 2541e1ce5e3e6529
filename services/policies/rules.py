# SPDX-License-Identifier: Apache-2.0
"""Which policies fit an enterprise, and why or why not. Pure.

A condition is a row {"kind", ...}; each kind below says which values it takes. ``not`` turns a
condition over values or words round. What the enterprise has not told leaves a condition open,
it is never counted against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.dates import long_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class EnterpriseKind(TextChoices):
    """As the second character of the 统一社会信用代码 of the market authority tells it."""

    COMPANY = "company", gettext_lazy("企业")
    SOLE = "sole", gettext_lazy("个体工商户")
    COOPERATIVE = "cooperative", gettext_lazy("农民专业合作社")
    OTHER = "other", gettext_lazy("其他组织")


class Size(TextChoices):
    """The sizes of an enterprise."""

    MICRO = "micro", gettext_lazy("微型")
    SMALL = "small", gettext_lazy("小型")
    MEDIUM = "medium", gettext_lazy("中型")
    LARGE = "large", gettext_lazy("大型")


@dataclass(frozen=True)
class Enterprise:
    """What is known of an enterprise; None or empty where it is not known."""

    kind: str = ""
    region: str = ""
    industry: str = ""
    size: str = ""
    founded_on: date | None = None
    staff: int | None = None
    region_name: str = ""


class Fit(StrEnum):
    """Whether a policy fits an enterprise, as far as it is known."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True)
class Condition:
    """One condition: what is wanted, whether it is met, and the sentence that says why."""

    fit: Fit
    wanted: str
    text: str


@dataclass(frozen=True)
class FitVerdict:
    """Whether a policy fits, with every reason; open while something is not known."""

    fit: Fit
    reasons: tuple[Condition, ...]


def judge(conditions: Sequence[Mapping[str, Any]], who: Enterprise, on: date) -> FitVerdict:
    """Judge every condition; one that is not met decides, one that is open keeps it open."""
    reasons = tuple(_JUDGES[row["kind"]](row, who, on) for row in conditions)
    fits = {reason.fit for reason in reasons}
    fit = Fit.NO if Fit.NO in fits else Fit.OPEN if Fit.OPEN in fits else Fit.YES
    return FitVerdict(fit, reasons)


def unreadable(conditions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the kinds of conditions that nobody could judge."""
    return [str(row.get("kind")) for row in conditions if row.get("kind") not in _JUDGES]


def _said(value: object, wanted: str, told: str, *, is_met: bool) -> Condition:
    if value in ("", None):
        return Condition(
            Fit.OPEN, wanted, _("要求：%(wanted)s（还不知道您的情况）") % {"wanted": wanted}
        )
    fit = Fit.YES if is_met else Fit.NO
    return Condition(
        fit, wanted, _("要求：%(wanted)s；您：%(told)s") % {"wanted": wanted, "told": told}
    )


def _of_values(
    row: Mapping[str, Any], value: str, wanted: str, told: str, *, is_met: bool
) -> Condition:
    """Say whether a value is among the wanted ones, or among none of them for ``not``."""
    if row.get("not"):
        wanted = _("不属于：%(wanted)s") % {"wanted": wanted}
    return _said(value, wanted, told, is_met=is_met != bool(row.get("not")))


def _kind(row: Mapping[str, Any], who: Enterprise, _on: date) -> Condition:
    wanted = "、".join(str(EnterpriseKind(one).label) for one in row["values"])
    told = str(EnterpriseKind(who.kind).label) if who.kind else ""
    return _of_values(row, who.kind, wanted, told, is_met=who.kind in row["values"])


def _size(row: Mapping[str, Any], who: Enterprise, _on: date) -> Condition:
    wanted = "、".join(str(Size(one).label) for one in row["values"])
    told = str(Size(who.size).label) if who.size else ""
    return _of_values(row, who.size, wanted, told, is_met=who.size in row["values"])


def _industry(row: Mapping[str, Any], who: Enterprise, _on: date) -> Condition:
    wanted = _("行业与这些有关：%(words)s") % {"words": "、".join(row["words"])}
    met = any(word in who.industry for word in row["words"])
    return _of_values(row, who.industry, wanted, who.industry, is_met=met)


def _region(row: Mapping[str, Any], who: Enterprise, _on: date) -> Condition:
    """Divisions by GB/T 2260: a code ending in 00 stands for the whole city."""
    wanted = _("注册在%(name)s") % {"name": row["name"]}
    codes = [code[:4] if code.endswith("00") else code for code in row["values"]]
    met = any(who.region.startswith(code) for code in codes)
    return _of_values(row, who.region, wanted, who.region_name or who.region, is_met=met)


def _age(row: Mapping[str, Any], who: Enterprise, on: date) -> Condition:
    """Whole years since the founding: ``most`` within its anniversary, ``least`` from it on."""
    within = "most" in row
    years = row["most"] if within else row["least"]
    text = _("成立不超过 %(years)d 年") if within else _("成立满 %(years)d 年")
    wanted = text % {"years": years}
    if who.founded_on is None:
        return _said(None, wanted, "", is_met=False)
    anniversary = _years_before(on, years)
    met = who.founded_on >= anniversary if within else who.founded_on <= anniversary
    told = _("成立于%(day)s") % {"day": long_day(who.founded_on)}
    return _said(who.founded_on, wanted, told, is_met=met)


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)


def _staff(row: Mapping[str, Any], who: Enterprise, _on: date) -> Condition:
    at_least = "least" in row
    wanted = (
        _("从业人数不少于 %(least)d 人") % {"least": row["least"]}
        if at_least
        else _("从业人数不超过 %(most)d 人") % {"most": row["most"]}
    )
    staff = who.staff or 0
    met = staff >= row["least"] if at_least else staff <= row["most"]
    told = _("%(staff)s 人") % {"staff": who.staff}
    return _said(who.staff, wanted, told, is_met=met)


_JUDGES: dict[str, Callable[[Mapping[str, Any], Enterprise, date], Condition]] = {
    "enterprise_kind": _kind,
    "size": _size,
    "industry": _industry,
    "region": _region,
    "age_years": _age,
    "staff": _staff,
}


def of_code(uscc: str) -> Enterprise:
    """Return what a 统一社会信用代码 (GB 32100-2015) tells: kind and place of registration."""
    kinds = {"91": "company", "92": "sole", "93": "cooperative"}
    if len(uscc) != 18:
        return Enterprise()
    return Enterprise(kind=kinds.get(uscc[:2], "other"), region=uscc[2:8])
