# SPDX-License-Identifier: Apache-2.0
"""Writing drafts: opening, changing, handing in, giving up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel import wording
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Refused, Stale
from portal.kernel.states import Context
from portal.kernel.subjects import Subject
from services.drafts.judging import locked, require_publishable
from services.drafts.models import Draft
from services.drafts.states import DRAFT, OPEN, DraftState
from services.items.checking import base_rows
from services.items.levels import own_part
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion
from services.items.rows import row_of
from services.items.stored import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User


# -- What identifies the offering of a draft, and that its code is nobody else's ---------------


Row = dict[str, Any]


MAX_CODE = 64


def identity(held: Draft, row: Mapping[str, Any]) -> tuple[Row, str]:
    """Return what a published offering keeps whatever was typed, and the draft's code from now on."""
    if held.offering_id is not None:
        return {key: held.row[key] for key in ("code", "item_code") if key in held.row}, held.code
    code = wording.optional(str(row.get("code") or ""), "code", most=MAX_CODE)
    if code in ("", held.code):
        return {}, held.code
    require_free(code)
    return {}, code


def require_free(code: str) -> None:
    """Raise Invalid when an offering or an open draft has the code."""
    if Offering.objects.filter(code=code).exists():
        raise Invalid("duplicate_code", _("这个编码已有实施清单，请从它的页面起草新版本。"), "code")
    if Draft.objects.filter(code=code, state__in=OPEN).exists():
        raise Invalid("draft_open", _("这个编码已有一份没办完的草稿。"), "code")


def _started(
    *,
    row: Row,
    offering: Offering | None,
    base: OfferingVersion | None,
    by: User,
    at: datetime,
) -> Draft:
    subject = Subject.objects.begin(DRAFT.name)
    code = wording.optional(str(row.get("code") or ""), "code", most=MAX_CODE)
    code = code or f"NEW-{subject.pk}"
    draft = Draft.objects.create(
        subject=subject, code=code, offering=offering, base=base, row=row, edited_by=by,
        changed_at=at,
    )  # fmt: skip
    record(
        subject=subject,
        verb=f"{DRAFT.name}.open",
        by=by,
        from_state=DraftState.EDITING,
        to_state=DraftState.EDITING,
        facts={"code": code, "base": base.number if base else None},
    )
    return draft


def _row_to_edit(version: OfferingVersion) -> Row:
    row = row_of(record_of(version))
    item = version.offering.item.code
    if version.offering.code == item:
        return row
    return own_part(row, base_rows([item]).get(item, {}))


@act
def open_draft(*, offering: Offering, by: User, at: datetime) -> Draft:
    """Copy the newest version of an offering into a draft; returns the open one if there is one."""
    held = Offering.objects.select_for_update(of=("self",)).get(pk=offering.pk)
    found = Draft.objects.filter(code=held.code, state__in=OPEN).first()
    if found is not None:
        return found
    newest = whole(OfferingVersion.objects.filter(offering=held).order_by("-number")).first()
    if newest is None:
        raise Refused("nothing_to_copy", _("这份实施清单还没有任何版本。"))
    return _started(row=_row_to_edit(newest), offering=held, base=newest, by=by, at=at)


@act
def new_draft(*, row: Mapping[str, Any], by: User, at: datetime) -> Draft:
    """Start a draft of something not offered yet: a new item, or an item at another organ.

    Raises Invalid when the code is missing or taken.
    """
    code = str(row.get("code") or "").strip()
    if not code:
        raise Invalid("missing_field", _("请写明编码。"), "code")
    require_free(code)
    return _started(row={**row, "code": code}, offering=None, base=None, by=by, at=at)


@act
def save_draft(*, draft: Draft, row: Mapping[str, Any], seen: str, by: User, at: datetime) -> Draft:
    """Store what the editor typed, right or wrong; raises Stale when somebody else was faster.

    ``seen`` is the `changed_at` (ISO) of the draft that the page showed. What identifies an
    offering may change until it is published; raises Invalid for a code that is taken.
    """
    held = locked(draft)
    DRAFT.require("edit", held.state)
    if held.changed_at.isoformat() != seen:
        raise Stale
    fixed, code = identity(held, row)
    told = {**row, **fixed}
    DRAFT.apply(held, "edit", by=by, at=at, row=told, code=code, edited_by=by, changed_at=at)
    return held


@act
def start_rename(*, offering: Offering, name: str, by: User, at: datetime) -> Draft:
    """Open the draft by which a basic item gets another name at all its levels.

    Raises Invalid for an empty or unchanged name, Refused unless this is the item's first
    offering or while its draft is with a reviewer.
    """
    name = name.strip()
    if not name or name == offering.item.name:
        raise Invalid("blank_field", _("请写明新的名称。"), "name")
    if offering.code != offering.item.code:
        raise Refused("not_the_first", _("改名要从基本事项的第一份实施清单做起，各级一起改。"))
    held = locked(open_draft(offering=offering, by=by, at=at))
    DRAFT.apply(
        held,
        "edit",
        by=by,
        at=at,
        context=Context(facts={"renames": True}),
        row={**held.row, "name": name},
        renames=True,
        edited_by=by,
        changed_at=at,
    )
    return held


@act
def hand_in(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Ask for a second person's review; raises Invalid with every field that is not right yet."""
    held = locked(draft)
    DRAFT.require("hand_in", held.state)
    require_publishable(held)
    DRAFT.apply(held, "hand_in", by=by, at=at, reason="", changed_at=at)
    return held


@act
def discard(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Give a draft up; it stays readable."""
    held = locked(draft)
    DRAFT.apply(held, "discard", by=by, at=at, changed_at=at)
    return held
