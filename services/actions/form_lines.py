# SPDX-License-Identifier: Apache-2.0
"""Putting the lines of a form in order, and taking one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.kernel.accounts.models import Role
from portal.kernel.http.access import require
from services.actions.form_locks import seen_forms, tell
from services.models.form_field import FormField
from services.queries_forms import lines_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


def _number(lines: list[FormField]) -> None:
    for position, line in enumerate(lines, 1):
        line.position = position
    FormField.objects.bulk_update(lines, ["position"])


@transaction.atomic
def move_field(*, field: FormField, up: bool, revision: int, by: User, at: datetime) -> None:
    """Let a line change places with its neighbour; the first and the last stay where they are."""
    require(by, Role.EDITOR)
    (form,) = seen_forms(field.item, revision, at)
    lines = lines_of(field.item)
    here = [line.pk for line in lines].index(field.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(lines):
        return
    lines[here], lines[there] = lines[there], lines[here]
    _number(lines)
    tell(form, "move", field.code, by=by, at=at)


@transaction.atomic
def remove_field(*, field: FormField, revision: int, by: User, at: datetime) -> None:
    """Take a line out of one form. Applications keep what was filled in, other items ask on."""
    require(by, Role.EDITOR)
    (form,) = seen_forms(field.item, revision, at)
    FormField.objects.filter(pk=field.pk).delete()
    _number(lines_of(field.item))
    tell(form, "remove", field.code, by=by, at=at)
