# SPDX-License-Identifier: Apache-2.0
"""What makes a field of an application form fit to be asked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.errors import Problem
from services.field_patterns import wrong_with_pattern
from services.form_rules import FieldKind, FieldSource
from services.text import has_control

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            yield Problem(name, "too_long", _("最多写%(most)s个字，请精简。") % {"most": most})
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
