# SPDX-License-Identifier: Apache-2.0
"""Choosing an intermediary freely (ZY 25). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from datetime import date

ZY25 = "资阳市优化营商环境条例第二十五条"


class Grade(TextChoices):
    """信用等级 as the authority of the trade gives it; the best first."""

    A = "A", _("A 优")
    B = "B", _("B 良")
    C = "C", _("C 一般")
    D = "D", _("D 差")
    NONE = "N", _("未评级")


def is_qualified(valid_from: date, valid_to: date, on: date) -> bool:
    """Tell whether a qualification is valid on a day; its first and last day count."""
    return valid_from <= on <= valid_to


def choice_problems(
    *,
    is_staff: bool,
    acts_for_party: bool,
    is_listed: bool,
    qualified: bool,
    has_left: bool = False,
) -> list[Problem]:
    """Return why an agency may not be chosen; empty when the applicant may.

    Nobody who works for the government chooses for an applicant, not even at his wish.
    """
    found: list[Problem] = []
    if is_staff:
        text = _("中介服务机构只能由申请人自主选择，工作人员不得指定或者代选（%(law)s）。")
        found.append(Problem("offer", "organ_names_provider", text % {"law": ZY25}))
    elif not acts_for_party:
        text = _("您没有这家单位的委托，不能替它选择。")
        found.append(Problem("party", "not_applicant", text))
    if not is_listed:
        text = _("这项服务不在中介服务事项清单内，不得作为办理审批的条件（%(law)s）。")
        found.append(Problem("offer", "not_on_list", text % {"law": ZY25}))
    if has_left:
        text = _("这家机构已经不再提供这项服务，请另选一家。")
        found.append(Problem("offer", "has_left", text))
    if not qualified:
        found.append(Problem("offer", "not_qualified", _("这家机构的资质不在有效期内，不能选择。")))
    return found
