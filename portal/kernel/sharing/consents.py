# SPDX-License-Identifier: Apache-2.0
"""Notaries and banks read by consent: given for one kind of data, one receiver, a purpose, to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock, wording
from portal.kernel.accounts.models import User
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.acts import act
from portal.kernel.audit.actions import record, record_read
from portal.kernel.city_rules import rule_book
from portal.kernel.clients.models import ApiClient
from portal.kernel.clients.rules import CONSENTED
from portal.kernel.dates import long_day
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.sharing.models import Consent
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

MOST_PURPOSE = 200


@dataclass(frozen=True)
class Source:
    """A kind of data that a person may let others read, and what gives it for the person's account."""

    code: str
    label: StrOrPromise
    read: Callable[[User], list[dict[str, Any]]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let an app offer a kind of data; raises ValueError for a code that is taken."""
    if source.code in _sources:
        raise ValueError(f"source {source.code} registered twice")
    _sources[source.code] = source


def sources() -> dict[str, Source]:
    """Return what can be read by consent, by code."""
    return dict(_sources)


def receivers(on: date) -> QuerySet[ApiClient]:
    """Return the systems that read by consent and are let in on a day."""
    return ApiClient.objects.filter(
        ended_at__isnull=True, valid_to__gte=on, scopes__contains=[CONSENTED]
    ).order_by("name", "pk")


def longest_day(at: datetime) -> date:
    """Return the last day that a consent given now may have."""
    day = clock.local_date(at)
    return day + timedelta(days=rule_book(day).value("consent_days"))


@act
def give_consent(
    *, client: ApiClient, kind: str, purpose: str, valid_to: date, by: User, at: datetime
) -> Consent:
    """Let a receiver read one kind of one's own data until a day.

    Raises Refused for an account whose identity nobody has proven: what is on file may be
    another's. Invalid with every wrong field.
    """
    if by.person is None or by.level != AccountLevel.IDENTITY:
        raise Refused("prove_first", _("先带证件到窗口核验身份，再授权别人查阅。"))
    day = clock.local_date(at)
    problems = []
    if not receivers(day).filter(pk=client.pk).exists():
        problems.append(Problem("client", "client", _("这个单位现在不能查阅。")))
    if kind not in _sources:
        problems.append(Problem("kind", "kind", _("请从列出的数据里选择。")))
    problems += wording.length_problem(
        purpose, "purpose", least=2, most=MOST_PURPOSE, message=_("请写明做什么用。"),
        code="purpose_required",
    )  # fmt: skip
    if not day <= valid_to <= longest_day(at):
        text = _("截止日期从今天到%(day)s。") % {"day": long_day(longest_day(at))}
        problems.append(Problem("valid_to", "valid_to", text))
    if problems:
        raise Invalid.many(problems)
    consent = Consent.objects.create(
        subject=Subject.objects.begin("kernel.consent"),
        person=by.person,
        given_by=by,
        client=client,
        kind=kind,
        purpose=purpose.strip(),
        valid_to=valid_to,
        given_at=at,
    )
    record(
        subject=consent.subject, verb="kernel.consent.give", by=by, on_behalf_of=by.person,
        facts={"consent": consent.pk, "client": client.pk, "kind": kind,
               "to": valid_to.isoformat()},
        citation="个人信息保护法第十四条、第二十三条", effective_on=day,
    )  # fmt: skip
    return consent


@act
def withdraw_consent(*, consent: Consent, by: User, at: datetime) -> Consent:
    """Take a consent back at once; raises Refused for that of another and for one taken back."""
    rows = Consent.objects.select_for_update(of=("self",)).select_related("subject", "person")
    consent = rows.get(pk=consent.pk)
    if by.person_id != consent.person_id:
        raise Refused("not_yours", _("只有本人可以撤回。"))
    if consent.withdrawn_at is not None:
        raise Refused("withdrawn", _("已经撤回。"))
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    record(
        subject=consent.subject, verb="kernel.consent.withdraw", by=by, on_behalf_of=consent.person,
        facts={"consent": consent.pk}, citation="个人信息保护法第十五条",
        effective_on=clock.local_date(at),
    )  # fmt: skip
    return consent


@dataclass(frozen=True)
class Consented:
    """What a receiver got: the consent and the rows."""

    consent: Consent
    rows: list[dict[str, Any]]


@act
def read_consented(*, token: str, client: ApiClient, at: datetime) -> Consented | None:
    """Give a receiver what a person lets it read; the person sees the read.

    None where there is nothing for this receiver under the token: unknown, another's, withdrawn
    or over, or the account behind it is closed or no longer proven.
    """
    rows = Consent.objects.select_for_update(of=("self",)).filter(
        token=token, client=client, withdrawn_at__isnull=True, valid_to__gte=clock.local_date(at)
    )
    consent = rows.select_related("person", "given_by__person", "subject").first()
    if consent is None:
        return None
    user = consent.given_by
    if (
        not user.is_active
        or user.level != AccountLevel.IDENTITY
        or user.person_id != consent.person_id
    ):
        return None
    source = _sources[consent.kind]
    record_read(
        reader=_reader_of(client), party=consent.person, subject=consent.subject,
        fields=str(source.label),
        reason=wording.shortened(f"经您同意（{client.name}）：{consent.purpose}", 200),
    )  # fmt: skip
    return Consented(consent, source.read(user))


def _reader_of(client: ApiClient) -> User:
    """Return under which name the reads of a system are written down: nobody can sign in as it."""
    user, is_new = User.objects.get_or_create(
        username=f"client-{client.pk}", defaults={"is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
