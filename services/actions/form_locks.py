# SPDX-License-Identifier: Apache-2.0
"""Taking the forms of items under lock, and telling what was done to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.audit.actions import record
from portal.kernel.errors import Stale
from portal.kernel.subjects import Subject
from services.editors.subjects import take_turn
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.models.item_form import ItemForm
from services.queries_forms import sharers_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


def seen_forms(item: ServiceItem, revision: int, at: datetime, *, line: str = "") -> list[ItemForm]:
    """Return the form of an item, and those of the items that ask ``line`` too, under lock.

    The item's own comes first; forms are made where an editor comes first. Raises Stale when the
    item's own is no longer as it was seen.
    """
    take_turn()
    keys = {item.pk, *(one.pk for one in sharers_of(line))} if line else {item.pk}
    # always in one order, so that two editors never wait for each other
    rows = ServiceItem.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    items = list(rows)
    found = {form.item_id: form for form in ItemForm.objects.filter(item__in=keys)}
    if revision != (found[item.pk].revision if item.pk in found else 0):
        raise Stale
    for one in items:
        if one.pk not in found:
            subject = Subject.objects.create(kind="services.form")
            found[one.pk] = ItemForm.objects.create(item=one, subject=subject, changed_at=at)
    return [found[item.pk], *(form for key, form in found.items() if key != item.pk)]


def tell(form: ItemForm, verb: str, field: str, *, by: User, at: datetime) -> None:
    """Count the change of a form, write it in the journal and let every page follow."""
    form.revision, form.changed_at = form.revision + 1, at
    form.save(update_fields=["revision", "changed_at"])
    facts = {"item": form.item_id, "field": field, "revision": form.revision}
    record(subject=form.subject, verb=f"services.form.{verb}", by=by, facts=facts)
    touch_catalogue()
