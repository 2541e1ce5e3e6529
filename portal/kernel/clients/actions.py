# SPDX-License-Identifier: Apache-2.0
"""Letting a system of an office in, changing its secret, ending it. A secret is shown once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AccessToken, Application

from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.clients.models import ApiClient
from portal.kernel.clients.rules import problems_of
from portal.kernel.errors import Invalid, Refused
from portal.kernel.retention.keeping import Keeping, deleting
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Organ

#: Bytes of chance in a secret.
SECRET_BYTES = 32


def _require_admin(user: User) -> None:
    if Role.SYSTEM_ADMIN not in roles_of(user):
        raise Refused("not_admin", _("只有系统管理员可以管理接口用户。"))


@act
def open_client(
    *, name: str, organ: Organ, scopes: Collection[str], valid_to: date, by: User, at: datetime
) -> tuple[ApiClient, str]:
    """Let a system in until a day; returns it with its secret, of which only a hash is kept."""
    _require_admin(by)
    day = clock.local_date(at)
    if problems := problems_of(name=name, scopes=scopes, valid_to=valid_to, today=day):
        raise Invalid.many(problems)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    application = Application.objects.create(
        name=name.strip(),
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    client = ApiClient.objects.create(
        subject=Subject.objects.begin("kernel.client"),
        application=application,
        organ=organ,
        name=name.strip(),
        scopes=sorted(set(scopes)),
        opened_at=at,
        valid_to=valid_to,
    )
    record(
        subject=client.subject,
        verb="kernel.client.open",
        by=by,
        facts={"client": client.pk, "organ": organ.pk, "scopes": client.scopes},
        effective_on=day,
    )
    return client, secret


def _locked(client: ApiClient) -> ApiClient:
    found = ApiClient.objects.select_for_update(of=("self",)).select_related(
        "subject", "application"
    )
    client = found.get(pk=client.pk)
    if client.ended_at is not None:
        raise Refused("ended", _("这个接口用户已经停用。"))
    return client


@act
def renew_secret(*, client: ApiClient, by: User, at: datetime) -> str:
    """Give a system a new secret and return it; the old one and all its tokens end at once."""
    _require_admin(by)
    client = _locked(client)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client.application.client_secret = secret
    client.application.save(update_fields=["client_secret", "updated"])
    _end_tokens(client)
    record(
        subject=client.subject,
        verb="kernel.client.renew_secret",
        by=by,
        facts={"client": client.pk},
        effective_on=clock.local_date(at),
    )
    return secret


@act
def end_client(*, client: ApiClient, by: User, at: datetime) -> ApiClient:
    """Shut a system out at once, with every token that it holds."""
    _require_admin(by)
    client = _locked(client)
    client.ended_at = at
    client.save(update_fields=["ended_at"])
    _end_tokens(client)
    record(
        subject=client.subject,
        verb="kernel.client.end",
        by=by,
        facts={"client": client.pk},
        effective_on=clock.local_date(at),
    )
    return client


def _end_tokens(client: ApiClient) -> None:
    AccessToken.objects.filter(application=client.application_id).delete()


KEEPING = Keeping(
    "api_token",
    lambda _limit, at: AccessToken.objects.filter(expires__lte=at),
    deleting(AccessToken.objects.all),
)
