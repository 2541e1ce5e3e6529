# SPDX-License-Identifier: Apache-2.0
"""Bringing the shipped form fields into the database; what an item has already stays.

A form that an editor has changed is the editor's, also one from which everything was taken out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from services.items import reference
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.models.form_field import FormField

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def load_form_fields(*, by: User | None, at: datetime) -> int:
    """Add the shipped fields of items that have none; returns how many are new."""
    del by, at  # reference rows carry no story of their own
    shipped = reference.form_fields()
    items = ServiceItem.objects.filter(form_fields=None, form=None, code__in=shipped["items"])
    fields = [
        FormField(
            item=item,
            code=code,
            position=position,
            provenance=Provenance.MEMORY,
            **shipped["fields"][code],
        )
        for item in items
        for position, code in enumerate(shipped["items"][item.code], 1)
    ]
    FormField.objects.bulk_create(fields)
    return len(fields)
