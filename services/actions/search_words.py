# SPDX-License-Identifier: Apache-2.0
"""Counting what was not found, and teaching the search what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from services.bundles.models import Bundle
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.models.search_word import SearchWord, WordKind
from services.models.zero_hit import ZeroHit
from services.search import lexicon
from services.search.document import plain
from services.text import has_control, squeeze, tidy
from services.zero_hits import countable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User

#: New questions counted in a day; a flood of nonsense ends here.
MOST_A_DAY = 5000
LONGEST = 120


@transaction.atomic
def count_zero_hit(*, typed: str, at: datetime) -> None:
    """Count a question that found nothing, by day; who asked is not asked."""
    text = countable(typed)
    if not text:
        return
    today = ZeroHit.objects.filter(day=clock.local_date(at))
    known = today.filter(text=text)
    if known.update(count=F("count") + 1, settled_at=None) or today.count() >= MOST_A_DAY:
        return
    rows = [ZeroHit(text=text, day=clock.local_date(at))]
    ZeroHit.objects.bulk_create(rows, ignore_conflicts=True)


def _checked(field: str, lines: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(tidy(line) for line in lines if line.strip()))
    if not found:
        raise Invalid("required", _("请至少写一个词。"), field)
    for line in found:
        if len(line) > LONGEST or has_control(line):
            raise Invalid("too_long", _("每个词最多120个字，不能有看不见的字符。"), field)
    return found


def _is_known(name: str) -> bool:
    return (
        ServiceItem.objects.filter(name=name).exists() or Bundle.objects.filter(name=name).exists()
    )


def _require_saying(phrase: str) -> None:
    """A phrase that is in every question, or in one person's, must lead nowhere."""
    if len(plain(phrase)) < 2:
        raise Invalid("too_short", _("一个字太短，会把别的事也带进来。"), "phrase")
    if not lexicon.shipped().stop.sub("", plain(phrase)):
        raise Invalid("says_nothing", _("这样的话哪个问题里都有，会把别的事也带进来。"), "phrase")
    if not countable(phrase):
        raise Invalid("personal", _("请写一个短的说法，不要写号码和网址。"), "phrase")


@transaction.atomic
def teach_word(*, phrase: str, name: str, by: User, at: datetime) -> SearchWord:
    """Let a phrase lead to an item or bundle by name, from now on; its zero hits are settled.

    Raises Invalid for a phrase that is empty, says nothing or may name a person, and when the
    catalogue has nothing of that name.
    """
    require(by, Role.EDITOR)
    said = _checked("phrase", [phrase])
    _require_saying(phrase)
    if not _is_known(tidy(name)):
        raise Invalid.many(
            [Problem("name", "unknown_item", _("目录里没有这个名称，请从下面选一个。"))]
        )
    last = SearchWord.objects.aggregate(last=Max("position"))["last"] or 0
    word = SearchWord.objects.create(
        kind=WordKind.GROUP,
        say=said,
        mean=[tidy(name)],
        position=last + 1,
        changed_by=by,
        changed_at=at,
    )
    ZeroHit.objects.filter(text=squeeze(phrase)).update(settled_at=at)
    touch_catalogue()
    return word


@transaction.atomic
def change_word(
    *,
    word: SearchWord,
    say: Sequence[str],
    mean: Sequence[str],
    is_on: bool,
    by: User,
    at: datetime,
) -> SearchWord:
    """Change an entry of the lexicon, or switch it off; it holds at once. Raises Invalid."""
    require(by, Role.EDITOR)
    word = SearchWord.objects.select_for_update().get(pk=word.pk)
    word.say, word.mean, word.is_on = _checked("say", say), _checked("mean", mean), is_on
    word.changed_by, word.changed_at = by, at
    word.save(update_fields=["say", "mean", "is_on", "changed_by", "changed_at"])
    touch_catalogue()
    return word


@transaction.atomic
def dismiss_zero_hit(*, text: str, by: User, at: datetime) -> int:
    """Take a question off the list: it means nothing that the portal has."""
    require(by, Role.EDITOR)
    return ZeroHit.objects.filter(text=text, settled_at=None).update(settled_at=at)
