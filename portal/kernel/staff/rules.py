# SPDX-License-Identifier: Apache-2.0
"""What keeps a member of staff from a post, and by when a right must be reviewed. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import wording
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

#: System, security and audit are different people (GB/T 22239 practice).
APART = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
#: Who keeps the accounts of staff.
KEEPERS = frozenset({Role.SYSTEM_ADMIN})
#: Who looks whether a right is still needed.
REVIEWERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})
MOST_NAME = 50
_USERNAME = re.compile(r"^[a-z0-9_.@+-]{3,64}$")


def role_problems(roles: Collection[str]) -> list[Problem]:
    """Return what is wrong with the roles that one person is to hold."""
    if not roles or set(roles) - set(Role.values):
        return [Problem("roles", "role", _("请给出正确的岗位。"))]
    if len(APART & set(roles)) > 1:
        text = _("系统管理、安全管理和审计须由不同的人担任。")
        return [Problem("roles", "roles_apart", text)]
    return []


def place_problems(roles: Collection[str], *, has_organ: bool, has_centre: bool) -> list[Problem]:
    """Return which place a role needs and does not have: without it no work would come."""
    found = []
    if set(REVIEW_ROLES) & set(roles) and not has_organ:
        found.append(Problem("organ", "organ_required", _("承办、审核、批准须选择所在部门。")))
    if Role.CLERK in roles and not has_centre:
        found.append(Problem("centre", "centre_required", _("窗口人员须选择所在中心。")))
    return found


def name_problems(username: str, name: str) -> list[Problem]:
    """Return what is wrong with a sign-in name and a real name."""
    found = []
    if not _USERNAME.match(username.lower()):
        text = _("登录名用3到64位的小写字母、数字或 _ . @ + -。")
        found.append(Problem("username", "username", text))
    return found + wording.length_problem(
        name, "name", least=2, most=MOST_NAME, message=_("请填写姓名。"), code="required"
    )


def day_problems(first: date, last: date | None, today: date) -> list[Problem]:
    """Return what is wrong with the days of a move."""
    if first < today:
        return [Problem("first_day", "in_past", _("首日不能早于今天。"))]
    if last is not None and last < first:
        return [Problem("last_day", "before_first", _("末日不能早于首日。"))]
    return []


def review_due(confirmed: date, months: int) -> date:
    """Return the last day on which a right must be looked at that was given or kept on a day."""
    return add_months(confirmed, months)


def eve(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
