# SPDX-License-Identifier: Apache-2.0
"""Writing the lines of application forms: adding, changing, ordering, sharing, loading.

A line of one code is the same in every item that asks it, so what it is changes in all of them
at once; whether it must be filled in and where it stands is each item's own. What was filled in
before stays with its application, under the name it had then.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem, Refused, Stale
from portal.kernel.http.access import require
from portal.kernel.registers.models import Register
from portal.kernel.subjects import Subject
from services.editors.codes import free_code
from services.editors.subjects import take_desk_lock
from services.editors.undo import note
from services.items import reference
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.tables.field_rules import problems_of
from services.tables.models import FormField, ItemForm
from services.tables.queries import is_kind_fixed, lines_of, sharers_of, states_of
from services.tables.rules import FieldSource

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.tables.field_rules import Definition


# -- Taking the forms of items under lock, and telling what was done to one --------------------


def seen_forms(item: ServiceItem, revision: int, at: datetime, *, line: str = "") -> list[ItemForm]:
    """Return the form of an item, and those of the items that ask ``line`` too, under lock.

    The item's own comes first; forms are made where an editor comes first. Raises Stale when the
    item's own is no longer as it was seen.
    """
    take_desk_lock()
    keys = {item.pk, *(one.pk for one in sharers_of(line))} if line else {item.pk}
    # always in one order, so that two editors never wait for each other
    rows = ServiceItem.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    items = list(rows)
    found = {form.item_id: form for form in ItemForm.objects.filter(item__in=keys)}
    if revision != (found[item.pk].revision if item.pk in found else 0):
        raise Stale
    for one in items:
        if one.pk not in found:
            subject = Subject.objects.begin("services.form")
            found[one.pk] = ItemForm.objects.create(item=one, subject=subject, changed_at=at)
    for form in found.values():
        form.before = states_of(form.item_id)
    return [found[item.pk], *(form for key, form in found.items() if key != item.pk)]


def tell(form: ItemForm, verb: str, field: str, *, by: User, at: datetime) -> None:
    """Count the change of a form, write it in the journal and let every page follow."""
    form.revision, form.changed_at = form.revision + 1, at
    form.save(update_fields=["revision", "changed_at"])
    facts = {"item": form.item_id, "field": field, "revision": form.revision}
    record(subject=form.subject, verb=f"services.form.{verb}", by=by, facts=facts)
    touch_catalogue()
    name = ServiceItem.objects.values_list("name", flat=True).get(pk=form.item_id)
    note(
        kind="form", row=form.item_id, label=name, before=form.before,
        after=states_of(form.item_id), by=by, at=at,
    )  # fmt: skip


#: Lines of one form; a longer one nobody fills in at a window.
MOST = 60


def _columns(definition: Definition) -> dict[str, object]:
    return {**asdict(definition), "choices": list(definition.choices)}


def _same_label(definition: Definition, code: str) -> list[Problem]:
    """A second line of the same name would ask twice what may be asked once."""
    twin = FormField.objects.filter(label=definition.label).exclude(code=code).first()
    if twin is None or not definition.label:
        return []
    text = _("已有“%(label)s”（《%(item)s》在用）。请用已有的，申请人只填一次。")
    told = {"label": twin.label, "item": twin.item.name}
    return [Problem("label", "label_known", text % told)]


def _unknown_value(definition: Definition) -> list[Problem]:
    """A value that no connected register tells would never be filled in."""
    code, _dot, value = definition.source_title.partition(".")
    if Register.objects.filter(code=code, is_active=True, fields__has_key=value).exists():
        return []
    text = _("没有接入这个登记库，或者它没有这一项。")
    return [Problem("source_title", "unknown_value", text)]


def _problems(definition: Definition, field: FormField | None) -> list[Problem]:
    """What is wrong with a line; a value that it had already stays, connected or not."""
    found = [*problems_of(definition), *_same_label(definition, field.code if field else "")]
    before = field.source_title if field else ""
    if found or definition.source != FieldSource.REGISTER or definition.source_title == before:
        return found
    return _unknown_value(definition)


def _append(item: ServiceItem, code: str, columns: dict[str, object]) -> FormField:
    lines = FormField.objects.filter(item=item)
    if lines.count() >= MOST:
        raise Refused("too_many", _("一张表最多%(most)d项。") % {"most": MOST})
    last = lines.order_by("-position").values_list("position", flat=True).first() or 0
    return FormField.objects.create(
        item=item, code=code, position=last + 1, provenance=Provenance.FOUND, **columns
    )


@act
def add_field(
    *,
    item: ServiceItem,
    definition: Definition,
    is_required: bool,
    revision: int,
    by: User,
    at: datetime,
) -> FormField:
    """Add a new line at the end of a form. Raises Invalid, Stale, or Refused for one too many."""
    require(by, Role.EDITOR)
    (form,) = seen_forms(item, revision, at)
    if problems := _problems(definition, None):
        raise Invalid.many(problems)
    code = free_code(definition.label, set(FormField.objects.values_list("code", flat=True)))
    field = _append(item, code, {**_columns(definition), "is_required": is_required})
    tell(form, "add", code, by=by, at=at)
    return field


@act
def share_field(
    *, item: ServiceItem, code: str, is_required: bool, revision: int, by: User, at: datetime
) -> FormField:
    """Let a form ask a line that other items ask: the applicant of several fills it in once.

    Raises Invalid for a code that no form has or that this one has already.
    """
    require(by, Role.EDITOR)
    (form,) = seen_forms(item, revision, at)
    known = FormField.objects.filter(code=code).order_by("pk").first()
    if known is None:
        raise Invalid("required", _("请选一项已有的。"), "code")
    if FormField.objects.filter(item=item, code=code).exists():
        raise Invalid("twice", _("这张表里已经有这一项。"), "code")
    columns: dict[str, object] = {
        name: getattr(known, name)
        for name in ("label", "kind", "help", "pattern", "choices", "source", "source_title")
    }
    field = _append(item, code, {**columns, "is_required": is_required})
    tell(form, "share", code, by=by, at=at)
    return field


@act
def change_field(
    *,
    field: FormField,
    definition: Definition,
    is_required: bool,
    revision: int,
    by: User,
    at: datetime,
) -> FormField:
    """Change what a line is, in every item that asks it; ``is_required`` in this item alone.

    Raises Invalid for a definition that does not hold, and for another kind while there are
    applications; Stale when somebody else changed the form.
    """
    require(by, Role.EDITOR)
    forms = seen_forms(field.item, revision, at, line=field.code)
    field = FormField.objects.get(pk=field.pk)
    problems = _problems(definition, field)
    if definition.kind != field.kind and is_kind_fixed(field.code):
        text = _("已经有人按这个类型填过，类型不能再改。请去掉这一项，另加一项。")
        problems.append(Problem("kind", "kind_fixed", text))
    if problems:
        raise Invalid.many(problems)
    FormField.objects.filter(code=field.code).update(**_columns(definition))
    FormField.objects.filter(pk=field.pk).update(is_required=is_required)
    for form in forms:
        tell(form, "change", field.code, by=by, at=at)
    field.refresh_from_db()
    return field


# -- Putting the lines of a form in order, and taking one out ----------------------------------


def _number(lines: list[FormField]) -> None:
    for position, line in enumerate(lines, 1):
        line.position = position
    FormField.objects.bulk_update(lines, ["position"])


@act
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


@act
def remove_field(*, field: FormField, revision: int, by: User, at: datetime) -> None:
    """Take a line out of one form. Applications keep what was filled in, other items ask on."""
    require(by, Role.EDITOR)
    (form,) = seen_forms(field.item, revision, at)
    FormField.objects.filter(pk=field.pk).delete()
    _number(lines_of(field.item))
    tell(form, "remove", field.code, by=by, at=at)


# -- Bringing the shipped form fields into the database; what an item has already stays --------


@act
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
