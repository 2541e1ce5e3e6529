# SPDX-License-Identifier: Apache-2.0
"""Bringing the shipped lists into the database; running it again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.kernel.places.models import Division, DivisionLevel, Organ
from services import reference
from services.actions.stamp import touch_catalogue
from services.models.exclusion import DeferralExclusion
from services.models.fee import FeeItem
from services.models.item import ListedItem, ServiceItem
from services.text import squeeze

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


def _city() -> Division:
    code, name = reference.CITY
    division, _made = Division.objects.get_or_create(
        code=code, defaults={"name": name, "level": DivisionLevel.PREFECTURE}
    )
    return division


@transaction.atomic
def ensure_organs_and_fees(*, by: User | None, at: datetime) -> None:
    """Add the organs and charges of the shipped lists that the database does not know yet."""
    del by, at  # reference rows carry no story of their own
    known = set(Organ.objects.values_list("name", flat=True))
    missing = [name for name in reference.departments() if name not in known]
    if missing:
        city, start = _city(), Organ.objects.count() + 1
        Organ.objects.bulk_create(
            Organ(code=f"{city.code}-{number:03d}", name=name, division=city)
            for number, name in enumerate(missing, start)
        )
    FeeItem.objects.bulk_create(
        (FeeItem(name=name, standard=text) for name, text in reference.fee_list().items()),
        ignore_conflicts=True,
    )


@transaction.atomic
def load_exclusions(*, by: User | None, at: datetime) -> int:
    """Add the shipped classes of items that may not be deferred; returns how many are new."""
    del by, at
    made = 0
    for row in reference.exclusions():
        exclusion, is_new = DeferralExclusion.objects.get_or_create(
            code=row["code"],
            defaults={key: row[key] for key in ("label", "citation", "is_own", "handling")},
        )
        if is_new:
            exclusion.items.set(ServiceItem.objects.filter(code__in=row["items"]))
            made += 1
    return made


@transaction.atomic
def load_listed_items(*, by: User | None, at: datetime) -> int:
    """Add the names of other lists for search; returns how many are new.

    Names and codes that the catalogue itself carries are left out.
    """
    del by, at
    items = list(ServiceItem.objects.values_list("name", "code"))
    own, codes = {squeeze(name) for name, _code in items}, {code for _name, code in items}
    before = ListedItem.objects.count()
    ListedItem.objects.bulk_create(
        (
            ListedItem(code=row["code"], name=row["name"], organ_name=row["department"])
            for row in reference.item_names()
            if squeeze(row["name"]) not in own and row["code"] not in codes
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    touch_catalogue()
    return ListedItem.objects.count() - before
