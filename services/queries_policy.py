# SPDX-License-Identifier: Apache-2.0
"""Reading policies: which the public sees, which wait for their evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.models.policy import Policy

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def public() -> QuerySet[Policy]:
    """Return the policies that are published, in force or over."""
    return Policy.objects.filter(is_published=True)


def is_due(policy: Policy, today: date) -> bool:
    """Tell whether a policy is over and nobody has evaluated it (ZY 38)."""
    is_over = policy.is_published and policy.valid_to < today
    return is_over and not hasattr(policy, "evaluation")
