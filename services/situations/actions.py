# SPDX-License-Identifier: Apache-2.0
"""Writing an item's questions: kept as a draft, tried out, then asked of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Refused, Stale
from portal.kernel.http.access import require
from portal.kernel.subjects import Subject
from services.items import reference
from services.items.codes import Provenance, VersionStatus
from services.items.models.item import ServiceItem
from services.items.models.parts import Material
from services.items.stamp import touch_catalogue
from services.situations import tree as situations_tree
from services.situations.models import ItemSituation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User


def materials_of(item: ServiceItem) -> list[str]:
    """Return the names of the materials of an item in force, over all organs."""
    rows = Material.objects.filter(
        version__offering__item=item, version__status=VersionStatus.PUBLISHED
    )
    return list(
        dict.fromkeys(rows.order_by("version_id", "position").values_list("name", flat=True))
    )


def checked(item: ServiceItem, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows in their one shape; raises Invalid naming everything that is wrong."""
    tree = situations_tree.read(rows)
    if problems := situations_tree.problems_of(tree, materials_of(item)):
        raise Invalid.many(problems)
    return situations_tree.write(tree)


def _locked(item: ServiceItem, at: datetime) -> ItemSituation:
    """Return the row of an item under lock, made when it is the first."""
    ServiceItem.objects.select_for_update().get(pk=item.pk)
    found = ItemSituation.objects.filter(item=item).first()
    return found or ItemSituation.objects.create(
        item=item,
        subject=Subject.objects.begin("services.situation"),
        changed_at=at,
        provenance=Provenance.FOUND,
    )


@act
def save_draft(
    *,
    item: ServiceItem,
    rows: Sequence[dict[str, Any]],
    revision: int,
    by: User,
    at: datetime,
) -> ItemSituation:
    """Keep an editor's questions for a test run; applicants still get the old ones.

    Raises Invalid when they loop, lead nowhere or name unknown materials, Stale when somebody
    else saved since ``revision`` was read.
    """
    require(by, Role.EDITOR)
    kept = checked(item, rows)
    row = _locked(item, at)
    if row.revision != revision:
        raise Stale
    row.draft, row.revision, row.changed_at = kept, row.revision + 1, at
    row.save(update_fields=["draft", "revision", "changed_at"])
    _record(row, "services.situation.draft", by, kept)
    return row


@act
def publish_draft(*, item: ServiceItem, by: User, at: datetime) -> ItemSituation:
    """Ask the drafted questions from now on. Raises Refused without a draft."""
    require(by, Role.EDITOR)
    row = _locked(item, at)
    if row.draft is None:
        raise Refused("no_draft", _("没有可以启用的草稿。"))
    # the list of materials may have changed since the draft was saved
    row.questions = checked(item, row.draft)
    row.draft, row.revision, row.changed_at = None, row.revision + 1, at
    row.save(update_fields=["questions", "draft", "revision", "changed_at"])
    _record(row, "services.situation.publish", by, row.questions)
    touch_catalogue()
    return row


@act
def load_situations(*, by: User | None, at: datetime) -> int:
    """Add the shipped questions of items that have none; returns how many are new."""
    made = 0
    items = {item.code: item for item in ServiceItem.objects.filter(situation=None)}
    for row in reference.situations():
        item = items.get(row["item"])
        tree = situations_tree.read(row["questions"])
        # a city may have changed its list of materials before the questions came
        if item is None or situations_tree.problems_of(tree, materials_of(item)):
            continue
        questions = situations_tree.write(tree)
        kept = ItemSituation.objects.create(
            item=item,
            subject=Subject.objects.begin("services.situation"),
            questions=questions,
            changed_at=at,
            provenance=Provenance.MEMORY,
        )
        _record(kept, "services.situation.load", by, questions)
        made += 1
    if made:
        touch_catalogue()
    return made


def _record(
    row: ItemSituation, verb: str, by: User | None, questions: list[dict[str, Any]]
) -> None:
    facts = {"item": row.item_id, "revision": row.revision, "questions": len(questions)}
    record(subject=row.subject, verb=verb, by=by, facts=facts)
