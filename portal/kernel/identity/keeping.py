# SPDX-License-Identifier: Apache-2.0
"""What an owner does with his account: password, mail, phone, other sessions, recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.kernel.accounts.actions import correct_party
from portal.kernel.accounts.id_kinds import id_key
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.phones import can_get_texts
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import AccountLevel, IdKind, Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused
from portal.kernel.identity.codes import Spent, account_subject, make_code, open_code, spend_code
from portal.kernel.identity.models import CodePurpose, OneTimeCode, OpenSession
from portal.kernel.notices.actions import notify
from portal.kernel.retention.keeping import Keeping, deleting
from portal.kernel.wording import shortened

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

LONGEST_MAIL = 254


def _lock(user: User) -> User:
    rows = User.objects.select_for_update(of=("self",)).select_related("person", "subject")
    return rows.get(pk=user.pk)


def require_password(user: User, password: str, field: str) -> None:
    """Raise Invalid with every fault of a new password, in the reader's language."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password", " ".join(error.messages), field) from error


def require_own(user: User, password: str) -> None:
    """Raise Invalid unless it is the password of the account; one without has to set one first."""
    if not user.has_usable_password():
        raise Invalid("no_password", _("这个账号还没有密码，请先在“我的资料”里设一个。"), "current")
    if not user.check_password(password):
        raise Invalid("wrong_password", _("现在的密码不对。"), "current")


@act
def change_password(*, user: User, current: str, password: str, keep: str = "") -> User:
    """Set a new password; every other session of the account ends (``keep`` is this one's key)."""
    user = _lock(user)
    require_own(user, current)
    require_password(user, password, "password")
    return _set_password(user, password, keep, verb="kernel.account.change_password", by=user)


@act
def set_first_password(*, user: User, password: str, keep: str = "") -> User:
    """Set the password of an account that has none: its owner came in by a provider.

    The caller knows that he has just done so. Raises Refused for an account with a password.
    """
    user = _lock(user)
    if user.has_usable_password():
        raise Refused("has_password", _("这个账号已经有密码，请用“更换密码”。"))
    require_password(user, password, "password")
    return _set_password(user, password, keep, verb="kernel.account.set_password", by=user)


def _set_password(user: User, password: str, keep: str, *, verb: str, by: User | None) -> User:
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, keep=keep)
    event = record(subject=account_subject(user), verb=verb, by=by, on_behalf_of=user.person)
    notify(
        event=event, kind="password_changed", user=user, title=_("您的密码已更换"),
        body=_("不是您本人换的，请马上找回密码，或者带证件到窗口。"), link="/account/",
    )  # fmt: skip
    return user


@act
def change_mail(*, user: User, current: str, email: str) -> None:
    """Set where mails go; empty for none. Raises Invalid for a wrong password or address."""
    user = _lock(user)
    require_own(user, current)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Invalid("email", _("邮箱地址不对，请核对。"), "email") from error
        if len(email) > LONGEST_MAIL:
            raise Invalid("email", _("邮箱地址最多254个字符。"), "email")
    Party.objects.filter(pk=user.person_id or 0).update(email=email)
    record(
        subject=account_subject(user), verb="kernel.account.change_mail", by=user,
        on_behalf_of=user.person,
    )  # fmt: skip


@act
def change_phone(*, user: User, current: str, typed: str, at: datetime) -> Spent:
    """Take the phone that a code was sent to; tells what became of the code.

    Raises Invalid for a wrong password. A new phone opens nothing that the old one did not.
    """
    user = _lock(user)
    require_own(user, current)
    waiting = open_code(user, CodePurpose.NEW_PHONE, at)
    spent = spend_code(user=user, purpose=CodePurpose.NEW_PHONE, typed=typed, at=at)
    if spent != Spent.RIGHT or waiting is None or user.person is None:
        return spent
    correct_party(party=user.person, phone=waiting.phone, by=user)
    return spent


# -- Recovery ----------------------------------------------------------------------------------


def recoverable(found: QuerySet[User]) -> User | None:
    """Return the account whose proven phone may be sent a code, or None."""
    able = (
        user
        for user in found.select_related("person", "staff")
        if user.level != AccountLevel.UNVERIFIED
        and user.staff_member is None
        and user.person is not None
        and can_get_texts(user.person.phone)
    )
    return next(able, None)


@act
def recover(*, user: User, typed: str, password: str, at: datetime) -> Spent:
    """Set a new password by a code to the phone or from the window; every session ends.

    Raises Invalid for a password that may not be one, spending no try.
    """
    user = _lock(user)
    require_password(user, password, "password")
    spent = spend_code(user=user, purpose=CodePurpose.RECOVER, typed=typed, at=at)
    if spent == Spent.RIGHT:
        _set_password(user, password, "", verb="kernel.account.recover", by=None)
    return spent


@act
def recover_at_window(
    *,
    user: User,
    name: str,
    id_number: str,
    id_kind: str = IdKind.RESIDENT,
    by: User,
    at: datetime,
) -> OneTimeCode:
    """Give whoever stands at the window with his document a code for a new password.

    Raises Refused for somebody who is no clerk and for the clerk's own account, Invalid where the
    paper is not that of the account's person.
    """
    if Role.CLERK not in roles_of(by):
        raise Refused("clerks_only", _("只有窗口人员可以核验身份。"))
    if user.pk == by.pk:
        raise Refused("recusal", _("这是您本人的事项，须由其他人员办理（回避）。"))
    user = _lock(user)
    person = user.person
    if person is None or person.id_digest != digest(id_key(id_kind, id_number)):
        raise Invalid("other_number", _("这个账号登记的不是这个证件号码。"), "id_number")
    if not same_name(person.name, name):
        raise Invalid("name_mismatch", _("姓名与证件号码对不上，请核对。"), "name")
    event = record(
        subject=account_subject(user), verb="kernel.account.recover_at_window", by=by,
        on_behalf_of=person,
    )  # fmt: skip
    notify(
        event=event, kind="recovery_at_window", user=user, title=_("窗口为您办理了找回密码"),
        body=_("不是您本人办的，请马上联系政务服务中心。"), link="/account/",
    )  # fmt: skip
    return make_code(user=user, purpose=CodePurpose.RECOVER, phone="", at=at)


# -- Sessions ----------------------------------------------------------------------------------


def note_session(*, user: User, session_key: str, browser: str, at: datetime) -> None:
    """Note that an account signed in with a browser."""
    OpenSession.objects.update_or_create(
        session_key=session_key,
        defaults={"user": user, "browser": shortened(browser, 300), "began_at": at},
    )


def sessions_of(user: User) -> QuerySet[OpenSession]:
    """Return the sessions of an account that are still open, the newest first."""
    alive = Session.objects.values("session_key")
    return OpenSession.objects.filter(user=user, session_key__in=alive).order_by("-began_at")


@act
def end_sessions(*, user: User, keep: str = "", only: int | None = None) -> int:
    """End the sessions of an account but the one with the key ``keep``; returns how many.

    ``only`` ends that one alone, if it is the account's.
    """
    rows = OpenSession.objects.filter(user=user).exclude(session_key=keep)
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return rows.delete()[0]


def _sessions_over(_limit: datetime, at: datetime) -> QuerySet[OpenSession]:
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return OpenSession.objects.exclude(session_key__in=alive)


KEEPINGS = (
    Keeping("session", _sessions_over, deleting(OpenSession.objects.all)),
    Keeping(
        "session_row",
        lambda _limit, at: Session.objects.filter(expire_date__lte=at),
        deleting(Session.objects.all),
    ),
)
