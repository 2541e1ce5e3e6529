# SPDX-License-Identifier: Apache-2.0
"""A retried request is answered as the first was: one key, one act.

The row is written in the act's own transaction, so a crash leaves neither row nor act.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock, locks
from portal.kernel.errors import Refused
from portal.kernel.prepared.reading import Reading
from portal.kernel.prepared.writing import add

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.subjects import Subject


class IdempotentCall(models.Model):
    """One call that was carried out: who, which act, under which key, with what result."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    act = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    body_sha256 = models.CharField(max_length=64)
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    class Meta:
        verbose_name = "幂等请求"
        verbose_name_plural = "幂等请求"
        constraints = (
            models.UniqueConstraint(fields=("user", "act", "key"), name="idempotent_call_once"),
        )

    def __str__(self) -> str:
        return f"{self.act}:{self.key}"


_earlier = Reading(
    "earlier_call",
    {"user": "bigint", "act": "varchar", "key": "varchar"},
    lambda user, act, key: IdempotentCall.objects.filter(
        user=user, act=act, key=key
    ).select_related("subject"),
)


def _sha256(body: dict[str, Any]) -> str:
    return hashlib.sha256(
        json.dumps(body, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()


def recall(*, by: User, act: str, key: str, body: dict[str, Any]) -> Subject | None:
    """Return the subject of an earlier call with this key, None when the call is new.

    Takes an advisory lock on the key until the transaction ends, so twins wait for each
    other. Raises Refused when the key was used with another content.
    """
    locks.wait_for_text(f"{by.pk}:{act}:{key}")
    earlier = _earlier.first(user=by.pk, act=act, key=key)
    if earlier is None:
        return None
    if earlier.body_sha256 != _sha256(body):
        raise Refused(
            "idempotency_key_reused", _("同一个请求编号不能用于不同的内容，请刷新页面后重试。")
        )
    return earlier.subject


def remember(*, by: User, act: str, key: str, body: dict[str, Any], subject: Subject) -> None:
    """Keep the result of a call under its key."""
    add(
        IdempotentCall(
            user=by,
            act=act,
            key=key,
            body_sha256=_sha256(body),
            subject=subject,
            called_at=clock.now(),
        )
    )
