# SPDX-License-Identifier: Apache-2.0
"""What the acts on drafts share: locking one, judging it, knowing who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.places.models import Organ
from services.drafts.models import Draft
from services.drafts.states import DRAFT
from services.items.checking import Checked, Checker
from services.items.codes import VersionStatus
from services.items.levels import is_local
from services.items.models.item import ServiceItem
from services.items.models.version import OfferingVersion
from services.items.rules.findings import RuleProblem
from services.items.rules.guide import guide_guards

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.accounts.models import User
    from services.items.record import Record

Row = dict[str, Any]
#: Acts that make somebody an author, who may not approve.
WRITING = (f"{DRAFT.name}.open", f"{DRAFT.name}.edit")


def locked(draft: Draft) -> Draft:
    """Return the draft as it is now, locked until the act is done."""
    return Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)


def wrote(draft: Draft, user: User) -> bool:
    """Tell whether somebody opened or changed the draft."""
    return Event.objects.filter(subject_id=draft.subject_id, actor=user, verb__in=WRITING).exists()


def checked(draft: Draft) -> Checked:
    """Check the draft's row as the catalogue is now; its record is there when it may be stored."""
    renamed = {draft.code: draft.name} if draft.renames else {}
    return Checker([dict(draft.row)], renamed=renamed).run()[0]


def _fixed(draft: Draft, row: object) -> Iterator[RuleProblem]:
    """The basic item fixes name and type; only a renaming draft may change the name."""
    item = ServiceItem.objects.filter(code=draft.code).first()
    if item is None or is_local(row) or not isinstance(row, dict):
        return
    if not draft.renames and row.get("name") != item.name:
        text = _("名称由基本事项固定为“%(name)s”；改名请用“事项改名”。") % {"name": item.name}
        yield RuleProblem("name", "same_name", text)
    if row.get("item_type") != item.get_item_type_display():
        text = _("事项类型由基本事项固定为“%(type)s”。") % {"type": item.get_item_type_display()}
        yield RuleProblem("item_type", "same_type", text)


def _judged(draft: Draft) -> tuple[list[RuleProblem], Record | None]:
    result = checked(draft)
    row = result.row if isinstance(result.row, dict) else {}
    organ = Organ.objects.filter(name=str(row.get("department") or "")).first()
    complaints = organ.complaint_phone if organ is not None else ""
    found = [*_fixed(draft, row), *result.problems]
    found += guide_guards(row, organ_complaints=complaints)
    told: dict[tuple[str, str], RuleProblem] = {(one.field, one.rule): one for one in found}
    if ("name", "same_name") in told:
        told.pop(("code", "duplicate_code"), None)
    return list(told.values()), result.record


def findings_of(draft: Draft) -> list[RuleProblem]:
    """Return every rule that keeps the draft from being published; empty when there is none."""
    return _judged(draft)[0]


def require_publishable(draft: Draft) -> Record:
    """Return the record to publish; raises Invalid naming every field that keeps the draft back,
    Refused when nothing is new."""
    found, record = _judged(draft)
    if found or record is None:
        raise Invalid.many(Problem(one.field, one.rule, one.message) for one in found)
    newest = OfferingVersion.objects.filter(offering__code=draft.code).order_by("-number").first()
    if newest is not None and newest.digest == record.digest() and not _is_down(newest):
        raise Refused("nothing_changed", _("草稿和现行版本一样，没有要公布的改动。"))
    return record


def _is_down(version: OfferingVersion) -> bool:
    """A guide that was taken down may come back as it was."""
    return version.status == VersionStatus.WITHDRAWN
