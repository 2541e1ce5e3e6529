# SPDX-License-Identifier: Apache-2.0
"""Taking on staff: account, place, roles, authenticator."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.kernel.places.models import Centre, Organ

#: System, security and audit are different people (GB/T 22239 practice).
APART = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


@act
def add_staff(
    *,
    username: str,
    name: str,
    roles: Collection[str],
    organ: Organ | None = None,
    centre: Centre | None = None,
    by: User | None = None,
) -> tuple[StaffMember, str]:
    """Open a staff account; returns the member and the first password, shown once.

    Raises Invalid for a taken name, an unknown role, or two of the three admin roles.
    """
    if User.objects.filter(username=username.lower()).exists():
        raise Invalid("username_taken", _("这个登录名已经有人用了，请换一个。"), "username")
    if not roles or set(roles) - set(Role.values):
        raise Invalid("role", _("请给出正确的岗位。"), "roles")
    if len(APART & set(roles)) > 1:
        raise Invalid("roles_apart", _("系统管理、安全管理和审计须由不同的人担任。"), "roles")
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        username, password, is_staff=bool({Role.SYSTEM_ADMIN, Role.EDITOR} & set(roles))
    )
    member = StaffMember.objects.create(user=user, name=name, organ=organ, centre=centre)
    StaffRole.objects.bulk_create(
        StaffRole(staff=member, role=role, valid_from=clock.today()) for role in roles
    )
    record(
        subject=Subject.objects.begin("kernel.staff"),
        verb="kernel.staff.add",
        by=by,
        facts={"user": user.pk, "roles": sorted(roles)},
    )
    return member, password


@act
def bind_authenticator(*, user: User, by: User | None = None) -> str:
    """Give a member of staff a new authenticator; returns the address for its QR code.

    An earlier authenticator stops working.
    """
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name="authenticator", confirmed=True)
    record(
        subject=Subject.objects.begin("kernel.staff"),
        verb="kernel.staff.bind_authenticator",
        by=by,
        facts={"user": user.pk},
    )
    return str(device.config_url)
