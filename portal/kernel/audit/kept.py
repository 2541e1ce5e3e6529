# SPDX-License-Identifier: Apache-2.0
"""Tables whose rows stay: what a model says of itself, as triggers that refuse the owner too.

From the same declaration follow the rights of the application's role (``grants``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db import models


def _never_emptied() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="never_emptied",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'Table % is never emptied', TG_TABLE_NAME;",
    )


def append_only() -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers of a table whose rows are written once: no change, no deletion."""
    return (
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        _never_emptied(),
    )


def never_deleted(*, changes: Sequence[str] = ()) -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers of a table whose rows stay; named ``changes``: only these fields change."""
    triggers = (
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        _never_emptied(),
    )
    if not changes:
        return triggers
    return (*triggers, pgtrigger.ReadOnly(name="never_changed", exclude=list(changes)))


def changeable(model: type[models.Model]) -> list[str] | None:
    """Return the columns of a model that may be changed later; None: all of them."""
    for trigger in getattr(model._meta, "triggers", ()):
        if trigger.name == "append_only":
            return []
        if trigger.name == "never_changed":
            fields = model._meta.concrete_fields
            return [str(one.column) for one in fields if one.name in trigger.exclude]
    return None


def deletable(model: type[models.Model]) -> bool:
    """Tell whether rows of a model may be deleted."""
    names = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    return not names & {"append_only", "never_deleted"}
