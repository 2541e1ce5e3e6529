# SPDX-License-Identifier: Apache-2.0
"""What acts on a case begin with: lock, right, recusal; the number and query code of a case."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases.models import Case
from licensing.cases.states import BEFORE_DECISION
from portal.kernel import clock, numbers
from portal.kernel.accounts.queries import (
    ACTING,
    acting_as,
    acting_for,
    has_stake_in,
    roles_of,
)
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.errors import Refused, Stale
from portal.kernel.places.models import Window
from portal.kernel.prepared.reading import Reading
from services.items.queries import final_version

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


#: What nearly every act says of a case on its papers and to people.
_READ_WITH = (
    "subject",
    "organ__division",
    "centre",
    "applicant",
    "agent",
    "filed_by",
)


def locking() -> QuerySet[Case]:
    """Return cases as an act reads them: locked, with what papers and people are told of them."""
    return Case.objects.select_for_update(of=("self",)).select_related(*_READ_WITH)


def with_version(case: Case) -> Case:
    """Put the item's version beside a locked case; it cannot change, so it is kept in the process."""
    case.version = final_version(case.version_id)
    return case


_locked = Reading("locked_case", {"case": "bigint"}, lambda case: locking().filter(pk=case))


def locked(case: Case, *, revision: int | None = None) -> Case:
    """Lock and reload the case; raises Stale when it is no longer as the person saw it."""
    fresh = _locked.first(case=case.pk)
    if fresh is None:
        raise Case.DoesNotExist
    with_version(fresh)
    if revision is not None and fresh.revision != revision:
        raise Stale
    return fresh


def is_clerk_of(case: Case, by: User) -> bool:
    """Tell whether the user takes in files at the case's centre."""
    staff = by.staff_member
    return staff is not None and staff.centre_id == case.centre_id and Role.CLERK in roles_of(by)


def require_clerk(case: Case, by: User) -> None:
    """Raise Refused unless the user is a clerk of the case's centre with no stake in it."""
    if not is_clerk_of(case, by):
        raise Refused("not_your_centre", _("只有本中心的窗口人员可以操作这个办件。"))
    require_no_stake(case, by)


_windows = Reading(
    "windows_of_clerk",
    {"staff": "bigint", "centre": "bigint"},
    lambda staff, centre: Window.objects.filter(staff=staff, centre=centre).order_by("pk"),
)


def window_of(case: Case, by: User) -> Window | None:
    """Return the window at which somebody acts: his own, and of several the case's if it is one.

    None for who has no window in the centre, and where it cannot be told which one it is.
    """
    staff = by.staff_member
    if staff is None or staff.centre_id != case.centre_id:
        return None
    own = _windows.all(staff=staff.pk, centre=case.centre_id)
    return next((one for one in own if one.pk == case.window_id), own[0] if len(own) == 1 else None)


def require_organ(case: Case, by: User, role: str, organ_id: int | None = None) -> None:
    """Raise Refused unless the user holds the role in the organ, with no stake.

    The organ is the deciding one, or the one whose part of a joint case it is.
    """
    staff = by.staff_member
    wanted = case.organ_id if organ_id is None else organ_id
    if staff is None or staff.organ_id != wanted or role not in roles_of(by):
        raise Refused("not_your_organ", _("只有承办部门相应岗位的人员可以操作这个办件。"))
    require_no_stake(case, by)


def require_reviewing(case: Case, by: User) -> None:
    """Raise Refused unless the user reviews for the deciding organ and nothing is decided yet."""
    held = roles_of(by) & set(REVIEW_ROLES)
    require_organ(case, by, next(iter(held), Role.REVIEWER))
    if case.state not in BEFORE_DECISION:
        raise Refused("wrong_state", _("只有受理之后、决定之前可以这样做。"))


#: From a case to the code of the item that it is about: what a mandate may be limited to.
MATTER = "version__offering__code"

_acts = Reading(
    "acts_in_case",
    {**ACTING, "case": "bigint"},
    lambda case, **who: Case.objects.filter(
        acting_for("applicant", matter=MATTER, **who), pk=case
    ).only("pk"),
)


def may_act_in(case: Case, by: User) -> bool:
    """Tell whether a user may act for the applicant of a case today."""
    return bool(_acts.all(**acting_as(by, clock.today()), case=case.pk))


def require_no_stake(case: Case, by: User) -> None:
    """Raise Refused when staff would act on a matter of their own or their principal's (回避)."""
    is_agent = by.person_id is not None and by.person_id == case.agent_id
    if is_agent or has_stake_in(by, case.applicant_id):
        raise Refused("recusal", _("这是您本人的事项，须由其他人员办理（回避）。"))


def require_applicant(case: Case, by: User) -> None:
    """Raise Refused unless the user may act for the applicant today."""
    if not may_act_in(case, by):
        raise Refused("not_applicant", _("只有申请人或者受委托的代办人可以这样做。"))


def acts_at_desk(case: Case, by: User) -> bool:
    """Tell whether a clerk of the centre acts for the applicant, and not for himself.

    Raises Refused for anybody else who is not on the applicant's side.
    """
    if may_act_in(case, by):
        return False
    if not is_clerk_of(case, by):
        require_applicant(case, by)
    require_no_stake(case, by)
    return True


# -- The readable number of a case and the code that opens it without an account ---------------


#: Letters and digits that cannot be mistaken for one another on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


#: A case number, also without its hyphens.
NUMBER = re.compile(r"(?<![0-9])([0-9]{4})[- ]*((?:19|20)[0-9]{6})[- ]*([0-9]{4,6})(?![0-9])")


def draw_number(division_code: str, day: date) -> str:
    """Draw the next case number of a place and day, e.g. ``5120-20261123-0017``.

    It is readable and can be guessed; alone it opens nothing.
    """
    place = division_code[:4]
    serial = numbers.draw(f"case:{place}:{day:%Y%m%d}")
    return f"{place}-{day:%Y%m%d}-{serial:04d}"


def new_query_code() -> str:
    """Return eight random characters (about 40 bits) printed on the receipt."""
    return "".join(secrets.choice(_ALPHABET) for _turn in range(8))
