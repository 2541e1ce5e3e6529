# SPDX-License-Identifier: Apache-2.0
"""Adding a passkey, signing in with it, removing it.

A challenge is made here and kept by the caller in the session for one answer. Each answer must come
from the portal's own address, with the user verified (fingerprint, face or PIN).
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal.kernel import wording
from portal.kernel.accounts.models import User
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid, Refused
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import require_own
from portal.kernel.notices.actions import notify
from portal.kernel.passkeys.models import Passkey
from portal.kernel.passkeys.rules import origin_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

#: Of one account. A lost one is removed; nobody carries more.
MOST = 10
LONGEST_NAME = 40
CHALLENGE_BYTES = 32
#: What a wrong answer, however it is wrong, raises in the library.
_WRONG = (
    WebAuthnException, ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError,
    RecursionError,
)  # fmt: skip

_log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of an answer at sign-in."""

    RIGHT = "right"
    WRONG = "wrong"
    #: Right, but it has counted less than before: there are two of it.
    COPIED = "copied"


@dataclass(frozen=True)
class Asked:
    """What the browser is asked: ``options`` as JSON for it, ``challenge`` for the session."""

    options: str
    challenge: str = field(repr=False)


def can_be_used() -> bool:
    """Tell whether passkeys can be made for the address of the portal at all."""
    return bool(settings.PASSKEY_DOMAIN)


def is_staff_account(user: User) -> bool:
    """Tell whether an account is one of staff, the only ones that have passkeys."""
    return user.staff_member is not None or user.is_staff or user.is_superuser


def passkeys_of(user: User) -> QuerySet[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    found: QuerySet[Passkey] = Passkey.objects.filter(user=user, confirmed=True)
    return found


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(one.credential_id),
            transports=[AuthenticatorTransport(way) for way in one.transports] or None,
        )
        for one in passkeys_of(user)
    ]


def _handle(user: User) -> bytes:
    """Return by what an authenticator tells accounts apart; it names nobody."""
    return bytes.fromhex(digest(f"passkey:{user.pk}"))


def _require_room(user: User) -> None:
    if not can_be_used() or not is_staff_account(user):
        raise Refused("no_passkeys", _("这里不能用通行密钥。"))
    if passkeys_of(user).count() >= MOST:
        raise Refused(
            "too_many_passkeys", _("通行密钥最多%(most)s个，请先移除不用的。") % {"most": MOST}
        )


def _check_name(user: User, name: str) -> str:
    wanted = name.strip()
    problems = wording.length_problem(
        wanted,
        "name",
        least=1,
        most=LONGEST_NAME,
        message=_("请给通行密钥起个名字。"),
        code="required",
    )
    if problems:
        raise Invalid.many(problems)
    if passkeys_of(user).filter(name=wanted).exists():
        raise Invalid("name_taken", _("您已经有一个叫这个名字的通行密钥。"), "name")
    return wanted


@act
def offer_passkey(*, user: User, name: str, current: str) -> Asked:
    """Return what the browser is asked to make a passkey.

    Raises Refused where there can be none or enough, Invalid for a wrong password or name: before
    the authenticator makes one that nobody would know.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    _require_room(user)
    _check_name(user, name)
    require_own(user, current)
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_registration_options(
        rp_id=settings.PASSKEY_DOMAIN,
        rp_name=settings.OTP_TOTP_ISSUER,
        user_name=user.username,
        user_display_name=user.name,
        user_id=_handle(user),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_known(user),
    )
    return Asked(options_to_json(options), bytes_to_base64url(challenge))


@act
def add_passkey(*, user: User, name: str, answer: str, challenge: str, at: datetime) -> Passkey:
    """Keep the passkey that was made for a challenge; its owner is told.

    Raises Invalid for an answer to another challenge, from another address, without the user
    verified, or with a passkey that is known already.
    """
    user = User.objects.select_for_update(of=("self",)).select_related("subject").get(pk=user.pk)
    _require_room(user)
    wanted = _check_name(user, name)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.PASSKEY_DOMAIN,
            expected_origin=origin_of(settings.PUBLIC_URL),
            require_user_verification=True,
        )
        transports = _transports(answer)
    except _WRONG as error:
        _log.warning("passkey_not_made", user_id=user.pk, fault=type(error).__name__)
        raise Invalid("passkey", _("通行密钥没有建成，请重新开始。")) from error
    key = bytes_to_base64url(made.credential_id)
    if Passkey.objects.filter(credential_id=key).exists():
        raise Invalid("passkey_known", _("这个通行密钥已经登记过。"))
    passkey: Passkey = Passkey.objects.create(
        user=user,
        name=wanted,
        credential_id=key,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        transports=transports,
        made_at=at,
    )
    _tell(user, passkey, "kernel.account.add_passkey", _("您的账号新增了一个通行密钥"))
    return passkey


def _transports(answer: str) -> list[str]:
    given = json.loads(answer)["response"].get("transports") or []
    known = set(AuthenticatorTransport)
    return sorted({str(one) for one in given if one in known})


def _tell(user: User, passkey: Passkey, verb: str, title: str) -> None:
    event = record(subject=account_subject(user), verb=verb, by=user, facts={"passkey": passkey.pk})
    notify(
        event=event, kind="passkey_changed", user=user, title=title,
        body=_("名称：%(name)s。不是您本人办的，请马上联系系统管理员。") % {"name": passkey.name},
        link="/account/passkeys/",
    )  # fmt: skip


@act
def remove_passkey(*, user: User, passkey: Passkey, current: str) -> None:
    """Take a passkey of one's own away; its owner is told.

    Raises Invalid for a wrong password, Refused for the last second factor where one is asked.
    """
    user = User.objects.select_for_update(of=("self",)).select_related("subject").get(pk=user.pk)
    row = passkeys_of(user).filter(pk=passkey.pk).first()
    if row is None:
        raise Refused("no_passkey", _("这个通行密钥已经移除。"))
    is_last = not any(one != row for one in devices_for_user(user, confirmed=True))
    if settings.STAFF_TOTP_REQUIRED and is_last:
        raise Refused(
            "last_factor",
            _(
                "这是您最后一道第二验证，移除以后就登录不了了。请先添加另一个，或者请系统管理员重置。"
            ),
        )
    require_own(user, current)
    _tell(user, row, "kernel.account.remove_passkey", _("您的账号移除了一个通行密钥"))
    row.delete()


def forget_passkeys(user: User) -> int:
    """Take all passkeys of an account away, inside the caller's transaction; returns how many."""
    return int(Passkey.objects.filter(user=user).delete()[0])


# -- Signing in --------------------------------------------------------------------------------


def ask_passkey(user: User) -> Asked | None:
    """Return what the browser is asked at sign-in; None for an account without passkeys."""
    known = _known(user) if can_be_used() else []
    if not known:
        return None
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_authentication_options(
        rp_id=settings.PASSKEY_DOMAIN,
        challenge=challenge,
        allow_credentials=known,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json(options), bytes_to_base64url(challenge))


@act
def use_passkey(
    *, user: User, answer: str, challenge: str, at: datetime
) -> tuple[Outcome, Passkey | None]:
    """Tell whether an answer proves that a passkey of the account is here.

    Never raises for a wrong answer. One whose count has not grown is refused, and its owner told.
    """
    row, count = _verified(user, answer, challenge)
    if row is None:
        return Outcome.WRONG, None
    if (count or row.sign_count) and count <= row.sign_count:
        _tell(user, row, "kernel.account.passkey_copied", _("您的通行密钥可能被人复制，已拒绝登录"))
        return Outcome.COPIED, None
    row.sign_count, row.used_at = count, at
    row.save(update_fields=["sign_count", "used_at"])
    return Outcome.RIGHT, row


def _verified(user: User, answer: str, challenge: str) -> tuple[Passkey | None, int]:
    """Return the locked passkey that signed an answer and what it counts; None when none did."""
    try:
        given = json.loads(answer)
        row = passkeys_of(user).select_for_update().filter(credential_id=str(given["id"])).first()
        if row is None:
            raise KeyError("id")
        handle = given["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != _handle(user):
            raise ValueError("user handle")
        found = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.PASSKEY_DOMAIN,
            expected_origin=origin_of(settings.PUBLIC_URL),
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=0,  # the caller compares, and tells the owner
            require_user_verification=True,
        )
    except _WRONG as error:
        _log.warning("passkey_refused", user_id=user.pk, fault=type(error).__name__)
        return None, 0
    return row, found.new_sign_count
