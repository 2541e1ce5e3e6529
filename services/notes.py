# SPDX-License-Identifier: Apache-2.0
"""What an editor should know about a record that is accepted all the same. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.forms_by_hand import has_example
from services.regimes import is_article_45

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.records import Record

SITE_VISIT = "现场踏勘"


def _examples(record: Record) -> Iterator[tuple[str, str, str]]:
    names = [
        one.name
        for one in record.materials
        if not has_example(one.name, one.source, one.form, one.example)
    ]
    if names:
        text = _("还没有填写示例的材料：%(names)s。") % {"names": "、".join(names)}
        yield "materials", "no_filled_example", text


def notes_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield field, rule and sentence for each thing to know: claims of special procedures that the
    law does not carry, and materials of which no example is shown."""
    yield from _examples(record)
    for position, step in enumerate(record.procedures):
        where = f"special_procedures[{position}]"
        if not step.claims_to_stop or step.stops_statutory:
            continue
        told = {"kind": step.kind}
        if step.kind == SITE_VISIT:
            yield (
                where,
                "site_visit_counts",
                _("现场踏勘标为不计时限；踏勘属于审查本身，法定和承诺时限都照计。"),
            )
        elif is_article_45(step.kind):
            yield (
                where,
                "article_45_not_for_this_item",
                _(
                    "“%(kind)s”标为不计时限；行政许可法第四十五条只适用于行政许可，这里只不计入承诺时限。"
                )
                % told,
            )
        elif step.stops_promised:
            yield (
                where,
                "not_in_article_45",
                _(
                    "“%(kind)s”标为不计时限；不在行政许可法第四十五条之列，法定时限照计，只不计入承诺时限。"
                )
                % told,
            )
        else:
            yield (
                where,
                "on_site_check_counts",
                _("“%(kind)s”标为不计时限；实地核查属于审查本身，法定和承诺时限都照计。") % told,
            )
