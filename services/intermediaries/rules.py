# SPDX-License-Identifier: Apache-2.0
"""Choosing an intermediary freely (ZY 25). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.rules import check_phone, check_uscc
from portal.kernel.errors import Problem
from services.text import has_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django_stubs_ext import StrOrPromise


ZY25 = "资阳市优化营商环境条例第二十五条"


class TradeGrade(TextChoices):
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


# -- What an entry about intermediary services must say (ZY 25). Pure --------------------------


#: Working days beyond which a stated time is surely a slip of the pen.
MOST_DAYS = 500


def missing(told: Mapping[str, Any], labels: Mapping[str, StrOrPromise]) -> Iterator[Problem]:
    """Name each text that is empty or holds invisible letters; ``labels``: input → its name."""
    for name, label in labels.items():
        value = told.get(name) or ""
        if not value:
            yield Problem(name, "required", gettext("请填写%(label)s。") % {"label": label})
        elif isinstance(value, str) and has_control(value):
            text = gettext("%(label)s里有看不见的字符，请重新输入。") % {"label": label}
            yield Problem(name, "control", text)


def provider_problems(told: Mapping[str, Any], *, is_new: bool) -> list[Problem]:
    """Return what is wrong with the particulars of an agency."""
    labels = {"name": gettext("名称"), "phone": gettext("电话"), "address": gettext("地址")}
    found = list(missing(told, labels))
    if told.get("phone"):
        found += check_phone(told["phone"], "phone", of_office=True)
    return [*check_uscc(told.get("uscc", "")), *found] if is_new else found


def offer_problems(
    told: Mapping[str, Any], *, is_listed: bool, is_new: bool, today: date
) -> list[Problem]:
    """Return what is wrong with what an agency states about a service.

    Only services of the published list are offered here. A qualification that ran out may stay
    in the books, but nothing begins with one.
    """
    labels = {
        "qualification": gettext("资质"),
        "qualification_number": gettext("资质证号"),
        "valid_from": gettext("资质自"),
        "valid_to": gettext("资质至"),
        "conditions": gettext("服务条件"),
        "flow": gettext("服务流程"),
        "price": gettext("收费标准"),
        "grade": gettext("信用等级"),
    }
    found = list(missing(told, labels))
    if not is_listed:
        text = gettext("这项服务不在中介服务事项清单内，不能登记机构（%(law)s）。") % {"law": ZY25}
        found.append(Problem("service", "not_on_list", text))
    return [*found, *_days(told, is_new=is_new, today=today), *_grade(told, today)]


def _days(told: Mapping[str, Any], *, is_new: bool, today: date) -> Iterator[Problem]:
    first, last, days = told.get("valid_from"), told.get("valid_to"), told.get("days")
    if first and last and last < first:
        yield Problem("valid_to", "ends_before_start", gettext("资质的最后一天早于第一天。"))
    elif is_new and last and last < today:
        yield Problem("valid_to", "not_qualified", gettext("资质已经过期，不能登记。"))
    if not days or days > MOST_DAYS:
        text = gettext("时限请填 1 到 %(most)d 个工作日。") % {"most": MOST_DAYS}
        yield Problem("days", "days", text)


def _grade(told: Mapping[str, Any], today: date) -> Iterator[Problem]:
    graded = told.get("graded_on")
    if told.get("grade") in (None, "", TradeGrade.NONE):
        if graded:
            yield Problem("graded_on", "not_graded", gettext("没有评级，就不用写评级日期。"))
    elif not graded:
        yield Problem("graded_on", "required", gettext("请填行业主管部门评级的日期。"))
    elif graded > today:
        yield Problem("graded_on", "in_future", gettext("评级日期还没有到。"))
