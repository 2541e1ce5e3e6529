# SPDX-License-Identifier: Apache-2.0
"""What an editor's draft must say beyond a valid record before it may be published (ZY 29). Pure.

An import of a whole catalogue only notes a missing example; the pages of an editor refuse it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.findings import Problem
from services.forms_by_hand import has_example
from services.labels import FORMS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def without_example(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield position and name of each material that shows nobody what it should look like."""
    materials = row.get("materials")
    for position, material in enumerate(materials if isinstance(materials, list) else ()):
        if not isinstance(material, dict):
            continue
        name, example = str(material.get("name") or ""), str(material.get("example") or "")
        source = str(SOURCES.get(str(material.get("source")), ""))
        form = str(FORMS.get(str(material.get("form")), ""))
        if name and source and not has_example(name, source, form, example):
            yield position, name


def guide_guards(row: Mapping[str, Any], *, organ_complaints: str) -> Iterator[Problem]:
    """Yield what a guide still lacks; ``organ_complaints`` is the organ's own complaint number."""
    for position, name in without_example(row):
        text = _("“%(name)s”还没有填写示例，请写明这份材料要写清哪些内容。") % {"name": name}
        yield Problem(f"materials[{position}].example", "no_filled_example", text)
    if not str(row.get("complaint_channel") or organ_complaints).strip():
        text = _("没有监督投诉渠道，指南不得公布。")
        yield Problem("complaint_channel", "no_complaint_channel", text)
    if row.get("fee") is None:
        yield Problem("fee", "no_fee_statement", _("没有写明收不收费，指南不得公布。"))
    if row.get("promised_days") is None:
        yield Problem("promised_days", "no_limit", _("没有办理时限，指南不得公布。"))
