# SPDX-License-Identifier: Apache-2.0
"""Writing the lines of application forms.

A line of one code is the same in every item that asks it, so what it is changes in all of them
at once; whether it must be filled in and where it stands is each item's own. What was filled in
before stays with its application, under the name it had then.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from portal.kernel.registers.models import Register
from services.actions.form_locks import seen_forms, tell
from services.editors.codes import free_code
from services.field_rules import problems_of
from services.form_rules import FieldSource
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.models.form_field import FormField
from services.queries_forms import is_kind_fixed

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.field_rules import Definition

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


@transaction.atomic
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


@transaction.atomic
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


@transaction.atomic
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
