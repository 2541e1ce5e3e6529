# SPDX-License-Identifier: Apache-2.0
"""Changing which classes of items may not be deferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from services.actions.stamp import touch_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.models.exclusion import DeferralExclusion
    from services.models.item import ServiceItem


@transaction.atomic
def keep_exclusion(
    *, exclusion: DeferralExclusion, items: Iterable[ServiceItem], by: User, at: datetime
) -> DeferralExclusion:
    """Store why a class of items may not be deferred; the public list follows at once."""
    del by, at  # a rule of the catalogue carries no story of its own
    exclusion.save()
    exclusion.items.set(items)
    touch_catalogue()
    return exclusion
