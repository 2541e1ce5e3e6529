# SPDX-License-Identifier: Apache-2.0
"""How cases can be narrowed over the API."""

from __future__ import annotations

import django_filters

from licensing.models.case import Case
from licensing.states.case import CaseState


class CaseFilter(django_filters.FilterSet):
    """By state and by the days of receipt."""

    state = django_filters.ChoiceFilter(choices=CaseState.choices)
    received_from = django_filters.DateFilter(field_name="received_on", lookup_expr="gte")
    received_to = django_filters.DateFilter(field_name="received_on", lookup_expr="lte")

    class Meta:
        model = Case
        fields = ("state", "received_from", "received_to")
