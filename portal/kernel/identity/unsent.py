# SPDX-License-Identifier: Apache-2.0
"""Forms that came when the session was over or the page stale: kept for their owner, for a while."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from portal.kernel.acts import act
from portal.kernel.crypto import digest
from portal.kernel.identity.models import FormKey, UnsentForm
from portal.kernel.retention.keeping import Keeping, deleting
from portal.kernel.retention.periods import length_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

#: Signs of all values together; a longer form is not kept.
LONGEST = 100_000


@act
def note_form_key(*, user: User, secret: str, at: datetime) -> None:
    """Note whose forms carry a secret; asked once for each sign-in."""
    FormKey.objects.get_or_create(
        secret_digest=digest(secret),
        defaults={"user": user, "ends_at": at + length_of("form_key", at)},
    )


@act
def forget_form_key(*, secret: str) -> None:
    """Forget whose forms carry a secret: he has signed out."""
    FormKey.objects.filter(secret_digest=digest(secret)).delete()


@act
def keep_unsent(
    *,
    secret: str,
    path: str,
    values: list[tuple[str, str]],
    files: list[str],
    beside: User | None,
    at: datetime,
) -> str:
    """Keep a form for the user whose secret it carries; returns the token under which it lies.

    ``beside``: the user who is signed in there now, None for nobody. Returns "" when nobody is
    known by the secret, when it is another's than his, or when the form is too long.
    """
    key = FormKey.objects.filter(secret_digest=digest(secret), ends_at__gt=at).first()
    size = len(path) + sum(len(name) + len(value) for name, value in values)
    if key is None or size > LONGEST or (beside is not None and beside.pk != key.user_id):
        return ""
    # the last one counts: whoever sends a form again and again means the same
    UnsentForm.objects.filter(user_id=key.user_id).delete()
    token = secrets.token_urlsafe(24)
    content: dict[str, Any] = {"path": path, "values": values, "files": files}
    UnsentForm.objects.create(
        user_id=key.user_id,
        token_digest=digest(token),
        content=content,
        ends_at=at + length_of("unsent_form", at),
    )
    return token


def unsent_of(token: str, user: User, at: datetime) -> UnsentForm | None:
    """Return what is kept under a token, for its owner alone."""
    return UnsentForm.objects.filter(token_digest=digest(token), user=user, ends_at__gt=at).first()


@act
def drop_unsent(*, token: str, but_of: User | None = None) -> None:
    """Delete what is kept under a token, unless it belongs to the user who has come."""
    rows = UnsentForm.objects.filter(token_digest=digest(token))
    (rows.exclude(user=but_of) if but_of is not None else rows).delete()


# -- What nobody came back for, and secrets of pages that are gone: each row knows its own end ---


KEEPINGS = (
    Keeping(
        "form_key",
        lambda _limit, at: FormKey.objects.filter(ends_at__lte=at),
        deleting(FormKey.objects.all),
        least=1,
    ),
    Keeping(
        "unsent_form",
        lambda _limit, at: UnsentForm.objects.filter(ends_at__lte=at),
        deleting(UnsentForm.objects.all),
        parties=("user__person",),
        least=1,
    ),
)
