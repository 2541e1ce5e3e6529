# SPDX-License-Identifier: Apache-2.0
"""May this file be taken in, deferred, corrected, decided? Pure functions over plain facts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


ZY37 = "资阳市优化营商环境条例第三十七条"


XK32 = "行政许可法第三十二条第一款第四项"


XK32_5 = "行政许可法第三十二条第一款第五项"
#: Verdicts after which nothing more is asked about a material at the intake.
SETTLED = ("passed", "untold")


@dataclass(frozen=True)
class MaterialFact:
    """One material as the panel sees it. ``is_present`` means files, a licence or an original."""

    key: int
    name: str
    is_main: bool
    is_deferrable: bool
    is_applicable: bool
    is_present: bool
    verdict: str


@dataclass(frozen=True)
class GateFact:
    """What the credit gate says about the applicant: barred or not, why, by which rule."""

    is_barred: bool
    text: str
    source: str


@dataclass(frozen=True)
class DeferralFacts:
    """Everything on which the verdict about a deferral rests.

    ``exclusions`` are the switched-on rows that fit the item, as (reason, source).
    """

    materials: Sequence[MaterialFact]
    is_on_list: bool
    exclusions: Sequence[tuple[str, str]]
    gate: GateFact
    has_commitment: bool


class Suggestion(StrEnum):
    """What the panel says: complete needs no deferral; must, may and may_not are about one."""

    COMPLETE = "complete"
    MUST = "must"
    MAY = "may"
    MAY_NOT = "may_not"


@dataclass(frozen=True)
class PanelLine:
    """One line of the panel: does it speak for taking the file, what it says, its source."""

    speaks_for: bool
    text: str
    source: str

    @classmethod
    def pro(cls, text: str, source: str) -> PanelLine:
        """Return a reason for taking the file."""
        return cls(speaks_for=True, text=text, source=source)

    @classmethod
    def con(cls, text: str, source: str) -> PanelLine:
        """Return a reason against taking the file."""
        return cls(speaks_for=False, text=text, source=source)


@dataclass(frozen=True)
class Panel:
    """The suggestion, all its reasons, and the keys of the materials it is about.

    ``is_unchecked``: nothing is missing, it only has not been looked at yet.
    """

    suggestion: Suggestion
    reasons: tuple[PanelLine, ...]
    missing: tuple[int, ...]
    is_unchecked: bool = False

    @property
    def label(self) -> str:
        """Return the suggestion as the panel shows it."""
        if self.is_unchecked:
            return _("材料都有了，请先核验")
        return {
            Suggestion.COMPLETE: _("材料齐全，应当受理"),
            Suggestion.MUST: _("应当容缺受理"),
            Suggestion.MAY: _("可以容缺受理"),
            Suggestion.MAY_NOT: _("不可容缺"),
        }[self.suggestion]


def lacking(materials: Sequence[MaterialFact]) -> list[MaterialFact]:
    """Return the applicable materials that have not passed and may still be demanded."""
    return [one for one in materials if one.is_applicable and one.verdict not in SETTLED]


def _wait_for_check(missing: Sequence[MaterialFact]) -> bool:
    return all(one.is_present and one.verdict == "pending" for one in missing)


def suggest(facts: DeferralFacts) -> Panel:
    """Say whether the file must, may or may not be taken in with materials missing (ZY 37)."""
    missing = lacking(facts.materials)
    if not missing:
        return Panel(Suggestion.COMPLETE, tuple(_complete_reasons(facts)), ())
    reasons = [
        *_untold_reasons(facts),
        *_main_reasons(facts, missing),
        *_list_reasons(facts, missing),
        *_bar_reasons(facts),
    ]
    keys = tuple(one.key for one in missing)
    if any(not one.speaks_for for one in reasons):
        listed_only = [one for one in reasons if not one.speaks_for] == [
            one for one in reasons if one.source == _LIST_SOURCE and not one.speaks_for
        ]
        suggestion = Suggestion.MAY if listed_only else Suggestion.MAY_NOT
        is_unchecked = suggestion is Suggestion.MAY_NOT and _wait_for_check(missing)
        return Panel(suggestion, tuple(reasons), keys, is_unchecked=is_unchecked)
    return Panel(Suggestion.MUST, tuple(reasons), keys)


def _complete_reasons(facts: DeferralFacts) -> list[PanelLine]:
    return _untold_reasons(facts) or [PanelLine.pro(_("全部材料齐全、合格"), XK32)]


def _untold_reasons(facts: DeferralFacts) -> list[PanelLine]:
    names = "、".join(
        one.name for one in facts.materials if one.is_applicable and one.verdict == "untold"
    )
    if not names:
        return []
    text = _("一次告知时没有提出，不得再要求：%(names)s") % {"names": names}
    return [PanelLine.pro(text, XK32_5)]


_LIST_SOURCE = f"{ZY37}第一款（容缺受理清单）"


def _main_reasons(facts: DeferralFacts, missing: list[MaterialFact]) -> list[PanelLine]:
    mains = [one for one in missing if one.is_main]
    if mains:
        names = "、".join(one.name for one in mains)
        if _wait_for_check(mains):
            return [PanelLine.con(_("主要材料还没有核验：%(names)s") % {"names": names}, ZY37)]
        return [PanelLine.con(_("主要材料未齐：%(names)s") % {"names": names}, ZY37)]
    count = sum(1 for one in facts.materials if one.is_main and one.is_applicable)
    return [PanelLine.pro(_("主要材料%(count)s份齐全、合格") % {"count": count}, ZY37)]


def _list_reasons(facts: DeferralFacts, missing: list[MaterialFact]) -> list[PanelLine]:
    secondary = [one for one in missing if not one.is_main]
    unlisted = [one for one in secondary if not (one.is_deferrable and facts.is_on_list)]
    if unlisted:
        names = "、".join(one.name for one in unlisted)
        return [
            PanelLine.con(_("不在公布的容缺清单内：%(names)s") % {"names": names}, _LIST_SOURCE)
        ]
    if not secondary:
        return []
    return [
        PanelLine.pro(
            _("所缺%(count)s份次要材料在公布的容缺清单内") % {"count": len(secondary)},
            _LIST_SOURCE,
        )
    ]


def _bar_reasons(facts: DeferralFacts) -> list[PanelLine]:
    reasons = [PanelLine.con(text, source) for text, source in facts.exclusions]
    reasons.append(
        PanelLine(
            speaks_for=not facts.gate.is_barred, text=facts.gate.text, source=facts.gate.source
        )
    )
    if not facts.has_commitment:
        reasons.append(PanelLine.con(_("申请人没有作出补交承诺"), ZY37))
    elif not any(not one.speaks_for for one in reasons):
        reasons.append(PanelLine.pro(_("申请人已承诺按期补交；不属于排除事项"), ZY37))
    return reasons


def new_demands(listed_first: Collection[int], now: Collection[int]) -> set[int]:
    """Return the materials of a later notice that the first notice did not name (一次告知)."""
    return set(now) - set(listed_first)
