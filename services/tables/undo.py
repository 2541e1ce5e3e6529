# SPDX-License-Identifier: Apache-2.0
"""Letting a form ask again what it asked before a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel.errors import Refused
from services.editors.undo import Undoable
from services.items.models.item import ServiceItem
from services.tables.actions import seen_forms, tell
from services.tables.models import FormField, ItemForm
from services.tables.queries import COLUMNS, is_kind_fixed, states_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.editors.models import DeskEdit

#: What a line is in every item that asks it.
_SHARED = COLUMNS[:-2]


def _current(row: int) -> list[dict[str, Any]]:
    return states_of(row)


def _differing(edit: DeskEdit) -> list[str]:
    """Return the codes of the lines that are to say something else in every item."""
    now = {line["code"]: line for line in states_of(edit.row)}
    return [
        line["code"]
        for line in edit.before or []
        if line["code"] in now and any(line[name] != now[line["code"]][name] for name in _SHARED)
    ]


def _restore(edit: DeskEdit, by: User, at: datetime) -> None:
    """Write the lines as they were; those that others ask too change there as well.

    Raises Refused where somebody has applied with a line of another kind since.
    """
    item = ServiceItem.objects.get(pk=edit.row)
    revision = ItemForm.objects.get(item=item).revision
    changed = _differing(edit)
    forms: dict[int, ItemForm] = {}
    for code in changed or [""]:
        for form in seen_forms(item, revision, at, line=code):
            forms.setdefault(form.item_id, form)
    before = {line["code"]: line for line in edit.before or []}
    for code in changed:
        line = before[code]
        stored = FormField.objects.get(item=item, code=code)
        if line["kind"] != stored.kind and is_kind_fixed(code):
            raise Refused("kind_fixed", _("已经有人按现在的类型填过，不能撤销。"))
        shared = {name: line[name] for name in _SHARED}
        FormField.objects.filter(code=code).update(**shared)
    FormField.objects.filter(item=item).exclude(code__in=before).delete()
    for position, line in enumerate(before.values(), 1):
        _put(item, line, position)
    for form in forms.values():
        tell(form, "undo", changed[0] if changed else "", by=by, at=at)


def _put(item: ServiceItem, line: dict[str, Any], position: int) -> None:
    """Write one line of the item; one that comes again is what others ask by its code today."""
    own = {name: line[name] for name in COLUMNS}
    twin = FormField.objects.filter(code=line["code"]).exclude(item=item).first()
    if twin is not None:
        own |= {name: getattr(twin, name) for name in _SHARED}
    FormField.objects.update_or_create(
        item=item, code=line["code"], defaults={**own, "position": position}
    )


def _said(state: list[dict[str, Any]]) -> str:
    return "、".join(
        f"{line['label']}{'' if line['is_required'] else _('（选填）')}" for line in state
    )


UNDO = Undoable(gettext_lazy("申请表"), _current, _restore, _said)
