# SPDX-License-Identifier: Apache-2.0
"""Filters of the open catalogue API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_filters as filters

from services.items.codes import ApplicantKind, CrossRegion, Handling, ItemType
from services.items.models.version import OfferingVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ItemFilter(filters.FilterSet):
    organ = filters.CharFilter(field_name="organ__name")
    item_type = filters.ChoiceFilter(
        field_name="offering__item__item_type", choices=ItemType.choices
    )
    handling = filters.ChoiceFilter(choices=Handling.choices)
    cross_region = filters.ChoiceFilter(choices=CrossRegion.choices)
    applicant_kind = filters.ChoiceFilter(choices=ApplicantKind.choices, method="serves")
    name = filters.CharFilter(lookup_expr="icontains")

    class Meta:
        model = OfferingVersion
        fields = ()

    def serves(
        self, versions: QuerySet[OfferingVersion], _name: str, value: str
    ) -> QuerySet[OfferingVersion]:
        """Items for people and firms alike serve each of them."""
        return versions.filter(applicant_kind__in=(value, ApplicantKind.BOTH))
