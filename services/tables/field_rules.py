# SPDX-License-Identifier: Apache-2.0
"""What makes a field of an application form fit to be asked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.errors import Problem
from portal.kernel.wording import TOO_LONG
from services.tables.rules import LONGEST, FieldKind, FieldSource
from services.text import has_control

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise


# -- Which formats an editor may give a field: characters and how often, never what can hang. Pure ---


_ATOM = r"(?:\[\^?[^\]\[\\]+\]|\\[dDwWsS.\-\[\](){}+*?|^$/\\]|[^\\\[\](){}+*?|^$.])"


_COUNT = r"(?:\{[0-9]{1,3}(?:,[0-9]{0,3})?\}|[?+*])?"


#: A format as pairs of a character or class and how often it comes.
PARTS = re.compile(rf"({_ATOM})({_COUNT})")


_WHOLE = re.compile(rf"(?:{_ATOM}{_COUNT})+")


#: Parts without an upper bound, or with one so high that it is as good as none.
MOST_OPEN, HIGH = 2, 40


#: Ways to share the letters of a value out among the parts.
MOST_WAYS = 250_000


def _is_open(count: str) -> bool:
    if count in ("+", "*"):
        return True
    upper = count.strip("{}").rpartition(",")[2]
    return count.startswith("{") and (not upper or int(upper) > HIGH)


def _ways(count: str) -> int:
    """Return how many lengths a part may have, as far as a value reaches."""
    if count in ("", "?"):
        return len(count) + 1
    lower, comma, upper = count.strip("{}").partition(",")
    if count in ("+", "*") or (comma and not upper):
        return LONGEST
    return max(min(int(upper or lower), LONGEST) - int(lower), 0) + 1


def wrong_with_pattern(pattern: str) -> StrOrPromise:
    """Return why a pattern cannot be used, in one sentence; empty when it can."""
    if not pattern:
        return ""
    if not _WHOLE.fullmatch(pattern):
        return _("格式只能一段接一段地写，例如 [0-9]{1,6} 或 [0-9A-Z]{18}，不能用括号和“或”。")
    counts = [count for _atom, count in PARTS.findall(pattern)]
    if sum(map(_is_open, counts)) > MOST_OPEN:
        return _("格式里没有上限的段最多两段，其余的请写明最多几个字。")
    if prod(map(_ways, counts)) > MOST_WAYS:
        return _("格式里长短不定的段太多，请把每段几个字写得更准。")
    try:
        re.compile(pattern)
    except re.error:
        return _("这个格式读不懂，请对照例子再写。")
    return ""


#: The widths of the columns, and how many lines a list to choose from may have.
LABEL, TEXT, CHOICE, MOST_CHOICES = 60, 200, 60, 60


#: Kinds whose values have a shape of their own; a format beside it could only contradict.
SHAPED = (FieldKind.DATE, FieldKind.CHOICE, FieldKind.PHONE, FieldKind.USCC, FieldKind.ID)


_REGISTER = re.compile(r"[a-z0-9_-]{1,40}\.[a-z0-9_-]{1,40}")


def has_title(source: str) -> bool:
    """Tell whether a source must say which licence or which value of which register."""
    return source.startswith("licence.") or source == FieldSource.REGISTER


@dataclass(frozen=True)
class Definition:
    """What a field is in every form that asks it; ``is_required`` is each item's own."""

    label: str
    kind: str
    help: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    source: str = FieldSource.ASKED
    source_title: str = ""


def problems_of(field: Definition) -> list[Problem]:
    """Return everything that is wrong with a definition, by the name of the input."""
    return [*_texts(field), *_kind(field), *_source(field)]


def _texts(field: Definition) -> Iterator[Problem]:
    if not field.label:
        yield Problem("label", "required", _("请写名称，申请人看到的就是它。"))
    widths = {"label": LABEL, "help": TEXT, "pattern": TEXT, "source_title": TEXT}
    for name, most in widths.items():
        value = getattr(field, name)
        if len(value) > most:
            yield Problem(name, "too_long", TOO_LONG % {"limit_value": most})
        elif has_control(value):
            yield Problem(name, "control", _("有看不见的字符，请重新输入。"))


def _kind(field: Definition) -> Iterator[Problem]:
    if field.kind not in FieldKind.values:
        yield Problem("kind", "required", _("请选一个类型。"))
        return
    if field.kind == FieldKind.CHOICE:
        yield from _choices(field.choices)
    elif field.choices:
        yield Problem("choices", "not_a_choice", _("只有“选一项”才列可选内容。"))
    if field.pattern and field.kind in SHAPED:
        text = _("这个类型自带格式检查，不用再写格式。")
        yield Problem("pattern", "has_a_shape", text)
    elif wrong := wrong_with_pattern(field.pattern):
        yield Problem("pattern", "pattern", wrong)


def _choices(choices: tuple[str, ...]) -> Iterator[Problem]:
    if not 2 <= len(choices) <= MOST_CHOICES:
        text = _("请列 2 到 %(most)d 项可选内容，一行一项。") % {"most": MOST_CHOICES}
        yield Problem("choices", "few_choices", text)
    if len(set(choices)) < len(choices):
        yield Problem("choices", "choice_twice", _("有两项可选内容一样。"))
    if any(len(one) > CHOICE or has_control(one) for one in choices):
        text = _("每项可选内容最多%(most)d个字。") % {"most": CHOICE}
        yield Problem("choices", "too_long", text)


def _source(field: Definition) -> Iterator[Problem]:
    if field.source not in FieldSource.values:
        yield Problem("source", "required", _("请选可从哪里取得。"))
    elif field.source.startswith("licence.") and not field.source_title:
        yield Problem("source_title", "required", _("请写明从哪一种证照取得。"))
    elif field.source == FieldSource.REGISTER and not _REGISTER.fullmatch(field.source_title):
        text = _("请写明登记库和其中的一项，中间用点隔开，例如 companies.scope。")
        yield Problem("source_title", "required", text)
    elif field.source_title and not has_title(field.source):
        text = _("不从证照或者登记库取得的，这里空着。")
        yield Problem("source_title", "no_title", text)
