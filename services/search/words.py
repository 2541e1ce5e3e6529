# SPDX-License-Identifier: Apache-2.0
"""The words of the search: what editors teach it, what was asked in vain, what is shipped."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Problem
from portal.kernel.http.access import require
from portal.kernel.retention.keeping import Keeping, deleting
from portal.kernel.wording import length_problem
from services.bundles.models import Bundle
from services.editors.undo import Undoable, note
from services.items.models.item import ServiceItem
from services.items.stamp import touch_catalogue
from services.search.engine import lexicon
from services.search.engine.document import plain
from services.search.models import SearchWord, WordKind, ZeroHit
from services.text import has_control, squeeze, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.editors.models import DeskEdit
    from services.search.engine.lexicon import Lexicon


# -- Which questions without an answer may be counted: never what could name a person. Pure ----


LEAST, MOST = 2, 40


#: Numbers of people, phones, cases and cars; addresses of mail and pages.
_PERSONAL = re.compile(r"[0-9]{5,}|@|://|www\.|[京津冀渝川贵云粤沪苏浙皖鲁豫鄂湘][a-z][0-9a-z]{5}")


def countable(typed: str) -> str:
    """Return a question in its one shape, empty when it is not to be counted."""
    text = squeeze(squeeze(typed))  # letters and accents that a blank kept apart join
    if not LEAST <= len(text) <= MOST or has_control(text) or _PERSONAL.search(text):
        return ""
    return text


# -- Counting what was not found, and teaching the search what it means ------------------------


#: New questions counted in a day; a flood of nonsense ends here.
MOST_A_DAY = 5000


#: Letters of one saying, and of all in one entry.
LONGEST, MOST_LETTERS = 120, 5000


@act
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
    if wrong := length_problem("\n".join(found), field, most=MOST_LETTERS, least=0):
        raise Invalid.many(wrong)
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


@act
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
    _note(word, None, by, at)
    return word


# -- Taking a change of a word back ------------------------------------------------------------


def _state(word: SearchWord) -> dict[str, Any]:
    return {"say": list(word.say), "mean": list(word.mean), "is_on": word.is_on}


def _note(word: SearchWord, before: dict[str, Any] | None, by: User, at: datetime) -> None:
    note(kind=EDIT, row=word.pk, label=str(word), before=before, after=_state(word), by=by, at=at)


def _current(row: int) -> dict[str, Any] | None:
    word = SearchWord.objects.filter(pk=row).first()
    return _state(word) if word is not None else None


def _restore(edit: DeskEdit, by: User, at: datetime) -> None:
    """Let a word say what it said; one that was new is switched off and stays to be seen."""
    word = SearchWord.objects.select_for_update().get(pk=edit.row)
    said = edit.before or {**edit.after, "is_on": False}
    _write(word, said["say"], said["mean"], is_on=said["is_on"], by=by, at=at)


def _write(
    word: SearchWord, say: list[str], mean: list[str], *, is_on: bool, by: User, at: datetime
) -> None:
    before = _state(word)
    word.say, word.mean, word.is_on = say, mean, is_on
    word.changed_by, word.changed_at = by, at
    word.save(update_fields=["say", "mean", "is_on", "changed_by", "changed_at"])
    touch_catalogue()
    _note(word, before, by, at)


def _said(state: dict[str, Any]) -> str:
    off = "" if state["is_on"] else _("（停用）")
    return f"{'、'.join(state['say'])} → {'、'.join(state['mean'])}{off}"


EDIT = "word"
UNDO = Undoable(gettext_lazy("检索词"), _current, _restore, _said)


@act
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
    said, meant = _checked("say", say), _checked("mean", mean)
    _write(word, said, meant, is_on=is_on, by=by, at=at)
    return word


@act
def dismiss_zero_hit(*, text: str, by: User, at: datetime) -> int:
    """Take a question off the list: it means nothing that the portal has."""
    require(by, Role.EDITOR)
    return ZeroHit.objects.filter(text=text, settled_at=None).update(settled_at=at)


def shipped() -> dict[str, Any]:
    """Return the shipped file as it is."""
    found: dict[str, Any] = json.loads(lexicon.DATA.read_text(encoding="utf-8"))
    return found


def current() -> Lexicon:
    """Return the lexicon that search uses now.

    Until the shipped words are loaded into the database they count as they are, with the
    editors' own beside them; afterwards only what the database has switched on.
    """
    rows = list(SearchWord.objects.all())
    data = shipped()
    if any(row.is_shipped for row in rows):
        data = {**data, "groups": [], "aliases": {}, "english": {}}
    elif not rows:
        return lexicon.shipped()
    for row in rows:
        if row.is_on:
            _add(data, row)
    return lexicon.of(data)


def _add(data: dict[str, Any], row: SearchWord) -> None:
    if row.kind == WordKind.GROUP:
        data["groups"].append(
            {"say": row.say, "mean": row.mean, "weak": row.is_weak, "only_with": row.only_with}
        )
        return
    words = data["aliases" if row.kind == WordKind.ALIAS else "english"]
    for said in row.say:
        words[said] = [*words.get(said, []), *row.mean]


# -- Bringing the shipped words into the database, and up to date with a newer release ---------


#: What makes two entries the same.
Key = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], bool]


def _key(row: SearchWord) -> Key:
    return row.kind, tuple(row.say), tuple(row.mean), tuple(row.only_with), row.is_weak


def _of_the_file() -> dict[Key, SearchWord]:
    data = shipped()
    rows = [
        SearchWord(
            kind=WordKind.GROUP,
            say=row["say"],
            mean=row["mean"],
            is_weak=row.get("weak", False),
            only_with=row.get("only_with", []),
        )
        for row in data["groups"]
    ]
    for kind, found in ((WordKind.ALIAS, data["aliases"]), (WordKind.ENGLISH, data["english"])):
        rows += [SearchWord(kind=kind, say=[said], mean=mean) for said, mean in found.items()]
    return {_key(row): row for row in rows}


@act
def load_words(*, at: datetime) -> int:
    """Bring the shipped words up to date; what an editor changed or switched off stays as it is.

    Returns how many entries are new. An entry that the file no longer has goes, unless an editor
    has changed it; an entry that an editor changed is not brought back.
    """
    known = {_key(row): row for row in SearchWord.objects.filter(is_shipped=True)}
    edited = {(row.kind, row.say[0]) for row in known.values() if row.changed_by_id}
    new, moved = [], []
    for position, (key, row) in enumerate(_of_the_file().items(), 1):
        last = known.pop(key, None)
        if last is None and (row.kind, row.say[0]) not in edited:
            row.position, row.is_shipped, row.changed_at = position, True, at
            new.append(row)
        elif last is not None and last.position != position:
            last.position = position
            moved.append(last)
    gone = [row.pk for row in known.values() if not row.changed_by_id]
    SearchWord.objects.filter(pk__in=gone).delete()
    SearchWord.objects.bulk_update(moved, ["position"], batch_size=500)
    SearchWord.objects.bulk_create(new, batch_size=500)
    if new or gone or moved:
        touch_catalogue()
    return len(new)


KEEPING = Keeping(
    "zero_hit",
    lambda limit, _at: ZeroHit.objects.filter(day__lt=clock.local_date(limit)),
    deleting(ZeroHit.objects.all),
    least=30,  # days: the desk counts them back
)
