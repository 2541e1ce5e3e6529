# SPDX-License-Identifier: Apache-2.0
"""Closing an account (个人信息保护法 47): what stops it, what goes at once, what stays and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.actions import NO_CONTACT
from portal.kernel.accounts.mandates import end_mandates
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import ReadLog
from portal.kernel.crypto import digest
from portal.kernel.errors import Refused
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import end_sessions, require_own
from portal.kernel.identity.models import FormKey, OneTimeCode, UnsentForm
from portal.kernel.notices.models import Delivery, Notice
from portal.kernel.retention.holds import is_held
from portal.kernel.retention.keeping import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

CITATION = "个人信息保护法第四十七条"
#: The name of somebody of whom nothing is kept, stored as it is in every language.
NOBODY = "已注销"


@dataclass(frozen=True)
class OpenMatter:
    """Something of the account's that has not ended: what it is, and its page."""

    name: str
    link: str


@dataclass(frozen=True)
class Kept:
    """What stays after the closing: what it is, how much of it, and by which rule."""

    name: str
    count: int
    reason: str


@dataclass(frozen=True)
class Part:
    """What one app has of an account.

    ``open_matters`` stop the closing; ``kept`` stays by law; ``erase`` deletes what
    nobody needs any more and returns how many rows went. ``ties`` matches the accounts that have
    anything open or to be kept, by the columns of the account; None where they never have.
    """

    open_matters: Callable[[User], list[OpenMatter]]
    kept: Callable[[User], list[Kept]]
    erase: Callable[..., int]
    ties: Callable[[], Q] | None = None


_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Let an app say what it has; raises ValueError for a name that is taken."""
    if name in _parts:
        raise ValueError(f"part {name} registered twice")
    _parts[name] = part


def open_matters(user: User) -> list[OpenMatter]:
    """Return what has to end before the account may be closed."""
    return [one for part in _parts.values() for one in part.open_matters(user)]


def kept_of(user: User) -> list[Kept]:
    """Return what stays of the account's person, with the reasons; without counts of nothing."""
    kept = [one for part in _parts.values() for one in part.kept(user)]
    return [one for one in kept if one.count]


def staff_refusal(user: User) -> str:
    """Return why an account of staff is not closed by its owner; empty for a citizen's."""
    if user.staff_member is None and not user.is_staff and not user.is_superuser:
        return ""
    return _("工作人员的账号由系统管理员停用，不能自行注销。")


@act
def close_account(*, user: User, current: str, at: datetime) -> dict[str, int]:
    """Close one's own account for good; returns what was deleted, by name.

    Its name, password, phone and addresses go, its sessions end, its mandates end today. The
    person's name and number stay only where something is kept by law; then whoever proves that
    identity at a window gets an account of that person again. Raises Refused for staff, whose
    accounts an administrator ends, and while something is open, Invalid for a wrong password.
    """
    user = (
        User.objects.select_for_update(of=("self",))
        .select_related("person", "subject")
        .get(pk=user.pk)
    )
    if why := staff_refusal(user):
        raise Refused("staff_account", why)
    if open_matters(user):
        raise Refused("open_matters", _("还有没办完的事，办完或者撤回以后才能注销。"))
    require_own(user, current)
    if user.person is not None and is_held(user.person, clock.local_date(at)):
        raise Refused("must_stay", _("您的信息依法须继续保存，现在不能注销。可以到窗口问原因。"))
    return _end(user, by=user, at=at)


def _end(user: User, *, by: User | None, at: datetime) -> dict[str, int]:
    stays = bool(kept_of(user))
    counts = {name: part.erase(user=user, at=at) for name, part in _parts.items()}
    counts |= _erase(user, by, at)
    record(
        subject=account_subject(user), verb="kernel.account.close", by=by,
        facts={"deleted": counts, "person": user.person_id, "person_stays": stays}, citation=CITATION,
    )  # fmt: skip
    if user.person is not None:
        _forget_person(user.person, stays=stays)
    user.username, user.person, user.level = f"closed-{user.pk}", None, AccountLevel.UNVERIFIED
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["username", "person", "level", "is_active", "password"])
    return counts


def _erase(user: User, by: User | None, at: datetime) -> dict[str, int]:
    """Delete what the kernel has of an account."""
    told = Notice.objects.filter(user=user)
    Delivery.objects.filter(notice__in=told).delete()
    FormKey.objects.filter(user=user).delete()
    concerned = Q(user=user) | Q(content_object=user.person_id or 0)
    end_mandates(Mandate.dated.filter(concerned), by=by, at=at)
    return {
        "notices": told.delete()[0],
        "codes": OneTimeCode.objects.filter(user=user).delete()[0],
        "unsent": UnsentForm.objects.filter(user=user).delete()[0],
        "sessions": end_sessions(user=user),
    }


def _forget_person(person: Party, *, stays: bool) -> None:
    """Wipe how to reach a person, and who it is unless something of it stays."""
    wiped: dict[str, Any] = dict(NO_CONTACT)
    if not stays:
        nobody = digest(f"closed:{person.pk}")
        wiped |= {"name": NOBODY, "id_number": ""}
        wiped |= {"asserted_digest": nobody} if person.is_asserted else {"id_digest": nobody}
    Party.objects.filter(pk=person.pk).update(**wiped)


def kept_looks(user: User) -> list[Kept]:
    """Return what the kernel keeps: who looked at the person's data."""
    person = user.person_id or 0
    looks = ReadLog.objects.filter(Q(party=person) | Q(party__same_as=person)).count()
    return [Kept(_("谁看过您的信息的记录"), looks, _("只留编号、时间和原因，防止事后改动"))]


def register_own() -> None:
    """Register what the kernel keeps; what it deletes stands in the act."""
    register("kernel", Part(lambda _user: [], kept_looks, lambda **_who: 0))


# -- Accounts that nobody ever proved or used --------------------------------------------------


def _unused(limit: datetime, _at: datetime) -> QuerySet[User]:
    """Return the accounts of citizens that are unverified, long not signed in to, and tied to nothing."""
    ties = [part.ties() for part in _parts.values() if part.ties is not None]
    rows = User.objects.filter(
        level=AccountLevel.UNVERIFIED, is_active=True, is_staff=False, is_superuser=False,
        person__isnull=False, staff__isnull=True, created_at__lt=limit,
    )  # fmt: skip
    rows = rows.annotate(seen_at=Coalesce("last_login", "created_at")).filter(seen_at__lt=limit)
    return rows.exclude(reduce(or_, ties)) if ties else rows


def _close_unused(keys: list[int], at: datetime) -> int:
    """Close accounts for good, as their owners could have; each leaves its event."""
    rows = User.objects.filter(pk__in=keys).select_related("person", "subject")
    for user in rows:
        _end(user, by=None, at=at)
    return len(keys)


KEEPING = Keeping(
    "unverified_account", _unused, _close_unused, parties=("person", "person__same_as"), least=30
)
