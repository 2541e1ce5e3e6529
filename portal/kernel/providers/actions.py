# SPDX-License-Identifier: Apache-2.0
"""Coming in by a provider, binding an account to it, and ending that."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.kernel.accounts.actions import assert_person
from portal.kernel.accounts.id_kinds import id_problems
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.names import same_name
from portal.kernel.accounts.phones import parse_phone
from portal.kernel.accounts.rules import check_person_name
from portal.kernel.accounts.words import AccountLevel, IdKind
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused
from portal.kernel.identity.closing import Part
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.own_data import moment
from portal.kernel.identity.proving import Shown, prove_by_provider, prove_phone_by_provider
from portal.kernel.locks import wait_for_text
from portal.kernel.notices.actions import notify
from portal.kernel.providers.asking import DoorClosed
from portal.kernel.providers.models import ProviderLink

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.providers.asking import Told
    from portal.kernel.providers.rules import Provider


def shown_by(provider: Provider, told: Told) -> Shown:
    """Return the person whom a provider names; raises DoorClosed unless name and number can be one's."""

    def text(key: str) -> str:
        value = told.claims.get(provider.claims[key] or "", "")
        return value.strip() if isinstance(value, str) else ""

    kind = IdKind.RESIDENT
    if provider.claims["id_kind"]:
        if text("id_kind") not in provider.kinds:
            raise DoorClosed(provider, "no_identity", "kind of document")
        kind = provider.kinds[text("id_kind")]
    name, number, phone = text("name"), text("id_number"), text("phone")
    if check_person_name(name):
        raise DoorClosed(provider, "no_identity", "name")
    if id_problems(kind, number):
        raise DoorClosed(provider, "no_identity", "number")
    found = parse_phone(phone) if phone else None
    if (phone or provider.level == AccountLevel.PHONE) and (found is None or found.is_short):
        raise DoorClosed(provider, "no_identity", "phone")
    return Shown(name, number, kind, phone)


def subject_digest(provider: Provider, subject: str) -> str:
    """Return under what a subject is known; capital and small letters are different subjects."""
    return digest(f"{provider.issuer}|{subject.encode().hex()}")


def links_of(user: User) -> list[ProviderLink]:
    """Return which providers open an account, the oldest first."""
    return list(ProviderLink.objects.filter(user=user).order_by("pk"))


def _found(key: str) -> ProviderLink | None:
    """Wait for whoever comes in as the same subject, and return the account that it opens."""
    wait_for_text(f"provider:{key}")
    rows = ProviderLink.objects.filter(subject_digest=key)
    return rows.select_related("user__person", "user__staff", "user__subject").first()


def _require_citizen(user: User) -> None:
    if user.staff_member is not None or user.is_staff or user.is_superuser:
        raise Refused("staff_account", _("工作人员的账号请用密码和第二道验证登录。"))
    if not user.is_active or user.person is None:
        raise Refused("no_account", _("这个账号不能再登录，请到窗口咨询。"))


@act
def enter(*, provider: Provider, told: Told, at: datetime) -> User:
    """Return the account of whom a provider has proven, opened and bound when there is none.

    A subject that came before opens its account, as long as that is the same person's. One that
    comes first opens the account of proven identity of that person; if there is none, a new one,
    which gets the person on file exactly as at a window. An account that only says it is that
    person's is never opened by it. Raises DoorClosed, Refused or Invalid; then nothing was done.
    """
    shown = shown_by(provider, told)
    key = subject_digest(provider, told.subject)
    link = _found(key)
    if link is not None:
        _require_citizen(link.user)
        own = link.user.person
        if own is None or shown.key not in (own.id_digest, own.asserted_digest):
            raise Refused("other_person", _other_person(provider))
        return _prove(provider, link.user, shown)
    user = _account_of(provider, shown)
    if user is None:
        user = User.objects.create_user(
            f"u{secrets.token_hex(6)}",
            person=assert_person(
                name=shown.name, id_number=shown.id_number, phone=shown.phone, id_kind=shown.id_kind
            ),
        )
        user = _prove(provider, user, shown)
    _bind(provider, user, key, at)
    return user


def _other_person(provider: Provider) -> str:
    said = _("“%(name)s”说的不是这个账号的本人，没有登录。请带证件到窗口核对。")
    return said % {"name": provider.name}


def _account_of(provider: Provider, shown: Shown) -> User | None:
    """Return the account of proven identity of a person, if a provider that proves it says who it is."""
    if provider.level != AccountLevel.IDENTITY:
        return None
    known = Party.objects.select_for_update().filter(id_digest=shown.key).first()
    if known is None:
        return None
    if not same_name(known.name, shown.name):
        said = _("“%(name)s”给出的姓名与窗口登记的不一致，没有登录。请带证件到窗口核对。")
        raise Invalid("name_mismatch", said % {"name": provider.name})
    user = User.objects.filter(person=known, level=AccountLevel.IDENTITY).first()
    if user is not None:
        _require_citizen(user)
    return user


def _prove(provider: Provider, user: User, shown: Shown) -> User:
    if user.level == AccountLevel.IDENTITY:
        return user
    if provider.level == AccountLevel.IDENTITY:
        return prove_by_provider(user=user, shown=shown, provider=provider.code)
    return prove_phone_by_provider(user=user, shown=shown, provider=provider.code)


def _bind(provider: Provider, user: User, key: str, at: datetime) -> None:
    if ProviderLink.objects.filter(user=user, provider=provider.code).exists():
        said = _("这个账号已经绑定了“%(name)s”的另一个用户，没有改动。请先解除原来的绑定。")
        raise Refused("already_linked", said % {"name": provider.name})
    ProviderLink.objects.create(user=user, provider=provider.code, subject_digest=key, linked_at=at)
    event = record(
        subject=account_subject(user), verb="kernel.account.link_provider", by=user,
        facts={"provider": provider.code}, on_behalf_of=user.person,
    )  # fmt: skip
    notify(
        event=event, kind="provider_linked", user=user,
        title=_("您的账号已可以用“%(name)s”登录") % {"name": provider.name},
        body=_("不是您本人办的，请马上在“我的资料”里解除绑定，并联系政务服务中心。"),
        link="/account/",
    )  # fmt: skip


@act
def link(*, user: User, provider: Provider, told: Told, at: datetime) -> User:
    """Let a subject open the account that its owner is signed in to, and prove who he is by it.

    Raises Refused for a subject that opens another account and for an account with another subject
    of that provider, Invalid where the provider names another person; then nothing was done.
    """
    _require_citizen(user)
    shown = shown_by(provider, told)
    key = subject_digest(provider, told.subject)
    found = _found(key)
    if found is not None and found.user_id != user.pk:
        said = _("这个“%(name)s”用户已经绑定了另一个账号，没有改动。")
        raise Refused("linked_elsewhere", said % {"name": provider.name})
    own = user.person
    if own is None or shown.key not in (own.id_digest, own.asserted_digest):
        raise Refused("other_person", _other_person(provider))
    user = _prove(provider, user, shown)
    if found is None:
        _bind(provider, user, key, at)
    return user


@act
def unlink(*, user: User, code: str) -> None:
    """Let a provider open an account no longer. What it has proven stays proven.

    Raises Refused for an account without a password: nothing would open it any more.
    """
    user = (
        User.objects.select_for_update(of=("self",))
        .select_related("person", "subject")
        .get(pk=user.pk)
    )
    if not user.has_usable_password():
        said = _("这个账号还没有密码。请先设一个，再解除绑定，不然就登录不了了。")
        raise Refused("last_way_in", said)
    if not ProviderLink.objects.filter(user=user, provider=code).delete()[0]:
        return
    record(
        subject=account_subject(user), verb="kernel.account.unlink_provider", by=user,
        facts={"provider": code}, on_behalf_of=user.person,
    )  # fmt: skip


def erase_links(*, user: User, at: datetime) -> int:
    """Delete the links of an account that is closed; returns how many."""
    del at
    return ProviderLink.objects.filter(user=user).delete()[0]


PART = Part(lambda _user: [], lambda _user: [], erase_links)


def of_links(user: User) -> list[dict[str, Any]]:
    """Section of one's own data: which providers open the account."""
    return [
        {
            "提供方": settings.IDENTITY_PROVIDERS[one.provider].name
            if one.provider in settings.IDENTITY_PROVIDERS
            else one.provider,
            "绑定时间": moment(one.linked_at),
        }
        for one in links_of(user)
    ]
