# SPDX-License-Identifier: Apache-2.0
"""Acts on a staff account: taking on, first password, disabling and enabling, lock, authenticator.

Nobody changes his own account here, and one system administrator always remains.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from axes.utils import reset as forget_lock
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.kernel import clock, wording
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http.sign_in import forget_guesses
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import end_sessions, require_password
from portal.kernel.locks import Lock, wait_for
from portal.kernel.passkeys.actions import forget_passkeys
from portal.kernel.staff.leaving import leave
from portal.kernel.staff.models import StaffMove
from portal.kernel.staff.rules import KEEPERS, name_problems, place_problems, role_problems

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.kernel.places.models import Centre, Organ


#: What nobody confuses when it is read out or typed; 16 of them hold 79 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# -- What every act begins with ----------------------------------------------------------------


def require_keeper(by: User | None) -> None:
    """Raise Refused unless staff accounts are kept by this user; None is a command of the machine."""
    if by is not None and not roles_of(by) & KEEPERS:
        raise Refused("not_admin", _("只有系统管理员可以管理工作人员账号。"))


def locked(member: StaffMember, by: User | None, *, alone: bool = False) -> StaffMember:
    """Lock and reload a member; raises Refused for one's own account.

    ``alone``: the act could take away the last administrator, so that two of them never run at once.
    """
    if by is not None and member.user_id == by.pk:
        raise Refused("own_rights", _("自己的账号和权限须由其他管理员办理。"))
    if alone:
        wait_for(Lock.STAFF)
    rows = StaffMember.objects.select_for_update(of=("self",)).select_related(
        "user__subject", "organ", "centre"
    )
    return rows.get(pk=member.pk)


def require_another_admin(member: StaffMember, at: datetime) -> None:
    """Raise Refused where nobody else is system administrator without an end."""
    day = clock.local_date(at)
    admins = StaffRole.objects.in_force(day).filter(
        role=Role.SYSTEM_ADMIN, valid_to=None, staff__user__is_active=True
    )
    is_admin = StaffRole.objects.filter(staff=member, role=Role.SYSTEM_ADMIN).exclude(
        valid_to__lt=day
    )
    if is_admin.exists() and not admins.exclude(staff=member).exists():
        raise Refused("last_admin", _("这是最后一位系统管理员，请先任命另一位。"))


def _first_password(member: StaffMember, at: datetime) -> str:
    """Set a password that opens nothing but the page on which its owner sets his own."""
    letters = [secrets.choice(_LETTERS) for _sign in range(16)]
    password = "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))
    hours = rule_book(clock.local_date(at)).value("first_password_hours")
    member.user.set_password(password)
    member.user.save(update_fields=["password"])
    member.first_password_to = at + timedelta(hours=hours)
    member.save(update_fields=["first_password_to"])
    return password


def _forget_authenticators(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    forget_passkeys(user)


# -- Taking on ---------------------------------------------------------------------------------


@act
def add_staff(
    *,
    username: str,
    name: str,
    roles: Collection[str],
    organ: Organ | None = None,
    centre: Centre | None = None,
    by: User | None = None,
    at: datetime | None = None,
) -> tuple[StaffMember, str]:
    """Open a staff account; returns the member and the first password, shown once.

    It holds for the city's hours and leads to the owner's own password and authenticator. Raises
    Refused for a stranger, Invalid for a taken or impossible name, an unknown role, a role without
    its place, or two of the three admin roles.
    """
    require_keeper(by)
    at = at or clock.now()
    problems = name_problems(username, name) + role_problems(roles)
    problems += place_problems(roles, has_organ=organ is not None, has_centre=centre is not None)
    if problems:
        raise Invalid.many(problems)
    if User.objects.filter(username=username.lower()).exists():
        raise Invalid("username_taken", _("这个登录名已经有人用了，请换一个。"), "username")
    user = User.objects.create_user(
        username, is_staff=bool({Role.SYSTEM_ADMIN, Role.EDITOR} & set(roles))
    )
    member = StaffMember.objects.create(user=user, name=name.strip(), organ=organ, centre=centre)
    password = _first_password(member, at)
    day = clock.local_date(at)
    StaffRole.objects.bulk_create(
        StaffRole(staff=member, role=role, valid_from=day) for role in sorted(set(roles))
    )
    record(
        subject=account_subject(user),
        verb="kernel.staff.add",
        by=by,
        facts={"user": user.pk, "roles": sorted(set(roles))},
        effective_on=day,
    )
    return member, password


@act
def bind_authenticator(*, user: User, by: User | None = None) -> str:
    """Give a member of staff a new authenticator; returns the address for its QR code.

    An earlier authenticator stops working, and so do all passkeys.
    """
    require_keeper(by)
    _forget_authenticators(user)
    device = TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
    record(
        subject=account_subject(user),
        verb="kernel.staff.bind_authenticator",
        by=by,
        facts={"user": user.pk},
    )
    return str(device.config_url)


# -- The first time: one's own password and authenticator --------------------------------------


def offer_authenticator(user: User) -> TOTPDevice:
    """Return the bound authenticator, else the one that waits for its first code: it opens nothing."""
    bound = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    if bound is not None:
        return bound
    device, _made = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": "authenticator"}
    )
    return device


def may_set_up(user: User, at: datetime) -> bool:
    """Tell whether the first password of an account still opens the page for the own one."""
    member = user.staff_member
    return (
        user.is_active
        and member is not None
        and member.first_password_to is not None
        and member.first_password_to > at
    )


@act
def set_up_account(*, user: User, password: str, code: str | None, at: datetime) -> None:
    """Set one's own password and bind the authenticator whose code is typed.

    ``code`` None: this installation asks no second factor. Raises Refused once the first password
    is over, Invalid for a password that may not be one, the first one again, or a wrong code.
    """
    member = StaffMember.objects.select_for_update(of=("self",)).select_related("user__subject")
    fresh = member.get(user=user)
    if not may_set_up(fresh.user, at):
        raise Refused("first_password_over", _("首次密码已过期，请联系系统管理员重新发放。"))
    require_password(fresh.user, password, "password")
    if fresh.user.check_password(password):
        raise Invalid("same_password", _("请另设一个密码，不能沿用首次密码。"), "password")
    if code is not None:
        device = offer_authenticator(fresh.user)
        if not device.verify_token(code):
            raise Invalid("wrong_code", _("验证码不对或已过期，请输入最新的一个。"), "code")
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    fresh.user.set_password(password)
    fresh.user.save(update_fields=["password"])
    fresh.first_password_to = None
    fresh.save(update_fields=["first_password_to"])
    record(
        subject=account_subject(fresh.user),
        verb="kernel.staff.set_up",
        by=fresh.user,
        facts={"authenticator": code is not None},
        effective_on=clock.local_date(at),
    )


# -- Lock and second factor --------------------------------------------------------------------


@act
def unlock(*, member: StaffMember, by: User, at: datetime) -> None:
    """Let somebody try again who was locked out by wrong passwords; the password stays."""
    require_keeper(by)
    member = locked(member, by)
    forget_lock(username=member.user.username)
    forget_guesses(member.user.username)
    record(
        subject=account_subject(member.user),
        verb="kernel.staff.unlock",
        by=by,
        effective_on=clock.local_date(at),
    )


@act
def reset_second_factor(*, member: StaffMember, reason: str, by: User, at: datetime) -> str:
    """Take a lost authenticator and all passkeys away and return a new first password, shown once.

    The old password is over as well: alone it must not bind a new authenticator. Sessions end.
    """
    require_keeper(by)
    member = locked(member, by)
    if not member.user.is_active:
        raise Refused("disabled", _("这个账号已经停用。"))
    wording.reason(reason, "reason", most=200, message=_("请写明重置的原因。"))
    _forget_authenticators(member.user)
    password = _first_password(member, at)
    end_sessions(user=member.user)
    record(
        subject=account_subject(member.user),
        verb="kernel.staff.reset_second_factor",
        by=by,
        effective_on=clock.local_date(at),
    )
    return password


# -- Disabling and enabling --------------------------------------------------------------------


@act
def disable(
    *,
    member: StaffMember,
    successor: StaffMember | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> tuple[int, int]:
    """Shut an account at once; its work goes to the successor as far as he may, else to the post.

    Returns how many pieces each got. Raises Refused for one's own account and the last system
    administrator, Invalid without a reason or with a successor who is the leaver or disabled.
    """
    require_keeper(by)
    member = locked(member, by, alone=True)
    if not member.user.is_active:
        raise Refused("disabled", _("这个账号已经停用。"))
    require_another_admin(member, at)
    wording.reason(reason, "reason", most=200, message=_("请写明停用的原因。"))
    require_successor(member, successor)
    member.user.is_active = False
    member.user.save(update_fields=["is_active"])
    end_sessions(user=member.user)
    StaffMove.objects.filter(staff=member, ended_at=None).update(ended_at=at)
    record(
        subject=account_subject(member.user),
        verb="kernel.staff.disable",
        by=by,
        facts={"successor": successor.user_id if successor is not None else None},
        effective_on=clock.local_date(at),
    )
    return leave(member, successor=successor, by=by, at=at)


def require_successor(member: StaffMember, successor: StaffMember | None) -> None:
    """Raise Invalid for a successor who is the leaver or cannot work."""
    if successor is None:
        return
    if successor.pk == member.pk or not successor.user.is_active:
        raise Invalid("successor", _("接手人须是另一位在岗的同事。"), "successor")


@act
def enable(*, member: StaffMember, by: User, at: datetime) -> str:
    """Open a disabled account again with a new first password, shown once; the work stays away."""
    require_keeper(by)
    member = locked(member, by)
    if member.user.is_active:
        raise Refused("not_disabled", _("这个账号没有停用。"))
    member.user.is_active = True
    member.user.save(update_fields=["is_active"])
    _forget_authenticators(member.user)
    password = _first_password(member, at)
    record(
        subject=account_subject(member.user),
        verb="kernel.staff.enable",
        by=by,
        effective_on=clock.local_date(at),
    )
    return password
