# SPDX-License-Identifier: Apache-2.0
"""Keeping the agencies of intermediary services: who they are, and when one leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.accounts.rules import normal_number
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from services.editors.subjects import begin_story, require_unchanged, take_turn, tell
from services.items.codes import Provenance
from services.market_rules import provider_problems
from services.models.provider import Provider
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User

TEXTS = ("name", "phone", "address")


@transaction.atomic
def save_provider(
    *,
    provider: Provider | None,
    told: Mapping[str, Any],
    seen: int = 0,
    by: User,
    at: datetime,
) -> Provider:
    """Enter an agency, or change its particulars; its code stays.

    ``seen``: the state the page was made from. Raises Invalid for a gap, Stale.
    """
    require(by, Role.EDITOR)
    del at  # the journal knows when
    take_turn()
    if provider is not None:
        rows = Provider.objects.select_for_update(of=("self",)).select_related("subject")
        provider = rows.get(pk=provider.pk)
        require_unchanged(provider, seen)
    kept = {name: tidy(told.get(name) or "") for name in TEXTS}
    kept["uscc"] = provider.uscc if provider else normal_number(told.get("uscc") or "")
    problems = provider_problems(kept, is_new=provider is None)
    if provider is None and Provider.objects.filter(uscc=kept["uscc"]).exists():
        problems.append(Problem("uscc", "uscc_taken", _("这家机构已经登记过了。")))
    if problems:
        raise Invalid.many(problems)
    is_new = provider is None
    provider = provider or Provider()
    if is_new or told.get("is_confirmed"):
        provider.provenance = Provenance.FOUND
    for name, value in kept.items():
        setattr(provider, name, value)
    begin_story(provider, "provider")
    provider.save()
    tell(provider, f"provider.{'add' if is_new else 'change'}", by=by)
    return provider


@transaction.atomic
def withdraw_provider(*, provider: Provider, is_out: bool, by: User, at: datetime) -> Provider:
    """Let an agency leave, or come back; who has left cannot be chosen, choices made stay."""
    require(by, Role.EDITOR)
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    if (provider.withdrawn_on is not None) == is_out:
        return provider
    provider.withdrawn_on = clock.local_date(at) if is_out else None
    begin_story(provider, "provider")
    provider.save(update_fields=["withdrawn_on", "subject"])
    tell(provider, f"provider.{'withdraw' if is_out else 'return'}", by=by)
    return provider
