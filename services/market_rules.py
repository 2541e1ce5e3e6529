# SPDX-License-Identifier: Apache-2.0
"""What an entry about intermediary services must say (ZY 25). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.accounts.rules import check_phone, check_uscc
from portal.kernel.errors import Problem
from services.intermediary_rules import ZY25, Grade
from services.text import has_control

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from django_stubs_ext import StrOrPromise

#: Working days beyond which a stated time is surely a slip of the pen.
MOST_DAYS = 500


def missing(told: Mapping[str, Any], labels: Mapping[str, StrOrPromise]) -> Iterator[Problem]:
    """Name each text that is empty or holds invisible letters; ``labels``: input → its name."""
    for name, label in labels.items():
        value = told.get(name) or ""
        if not value:
            yield Problem(name, "required", _("请填写%(label)s。") % {"label": label})
        elif isinstance(value, str) and has_control(value):
            text = _("%(label)s里有看不见的字符，请重新输入。") % {"label": label}
            yield Problem(name, "control", text)


def provider_problems(told: Mapping[str, Any], *, is_new: bool) -> list[Problem]:
    """Return what is wrong with the particulars of an agency."""
    labels = {"name": _("名称"), "phone": _("电话"), "address": _("地址")}
    found = list(missing(told, labels))
    if told.get("phone"):
        found += check_phone(told["phone"], "phone")
    return [*check_uscc(told.get("uscc", "")), *found] if is_new else found


def offer_problems(
    told: Mapping[str, Any], *, is_listed: bool, is_new: bool, today: date
) -> list[Problem]:
    """Return what is wrong with what an agency states about a service.

    Only services of the published list are offered here. A qualification that ran out may stay
    in the books, but nothing begins with one.
    """
    labels = {
        "qualification": _("资质"),
        "qualification_number": _("资质证号"),
        "valid_from": _("资质自"),
        "valid_to": _("资质至"),
        "conditions": _("服务条件"),
        "flow": _("服务流程"),
        "price": _("收费标准"),
        "grade": _("信用等级"),
    }
    found = list(missing(told, labels))
    if not is_listed:
        text = _("这项服务不在中介服务事项清单内，不能登记机构（%(law)s）。") % {"law": ZY25}
        found.append(Problem("service", "not_on_list", text))
    return [*found, *_days(told, is_new=is_new, today=today), *_grade(told, today)]


def _days(told: Mapping[str, Any], *, is_new: bool, today: date) -> Iterator[Problem]:
    first, last, days = told.get("valid_from"), told.get("valid_to"), told.get("days")
    if first and last and last < first:
        yield Problem("valid_to", "ends_before_start", _("资质的最后一天早于第一天。"))
    elif is_new and last and last < today:
        yield Problem("valid_to", "not_qualified", _("资质已经过期，不能登记。"))
    if not days or days > MOST_DAYS:
        text = _("时限请填 1 到 %(most)d 个工作日。") % {"most": MOST_DAYS}
        yield Problem("days", "days", text)


def _grade(told: Mapping[str, Any], today: date) -> Iterator[Problem]:
    graded = told.get("graded_on")
    if told.get("grade") in (None, "", Grade.NONE):
        if graded:
            yield Problem("graded_on", "not_graded", _("没有评级，就不用写评级日期。"))
    elif not graded:
        yield Problem("graded_on", "required", _("请填行业主管部门评级的日期。"))
    elif graded > today:
        yield Problem("graded_on", "in_future", _("评级日期还没有到。"))
