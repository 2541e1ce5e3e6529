# SPDX-License-Identifier: Apache-2.0
"""What can be changed by two people: each kind tells what is proposed, its effect, how it is applied."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from portal.kernel.changes.states import CONFIRMERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise

    from portal.kernel.accounts.models import User
    from portal.kernel.changes.models import Change
    from portal.kernel.errors import Problem

#: What is proposed: keys, numbers, days and texts that JSON keeps.
Payload = Mapping[str, Any]
#: Examples that a line of the effect names.
MOST_NAMES = 10


@dataclass(frozen=True)
class Line:
    """One fact of what is proposed: as it is, and as it would be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Effect:
    """What the change would reach: how many, and the first of them by name.

    ``moves``: the count is another every hour (open cases), so that it does not undo a look.
    """

    label: str
    count: int
    names: tuple[str, ...] = ()
    moves: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of change. The functions read, but ``apply``, which writes in the caller's transaction.

    ``what`` names the thing, so that one change of it is open at a time; ``problems`` says what
    keeps the payload from being proposed, and from being applied, on a day; ``lines`` and
    ``effects`` are shown to both people, and what the second confirms is what he saw.
    """

    code: str
    label: StrOrPromise
    proposers: frozenset[str]
    confirmer: str
    what: Callable[[Payload], str]
    problems: Callable[[Payload, date], list[Problem]]
    lines: Callable[[Payload, date], list[Line]]
    effects: Callable[[Payload, date], list[Effect]]
    apply: Callable[[Payload, Change, User, datetime], None]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; raises ValueError when its code is taken or nobody could confirm."""
    if kind.code in _kinds:
        raise ValueError(f"change {kind.code} registered twice")
    if kind.confirmer not in CONFIRMERS:
        raise ValueError(f"change {kind.code}: {kind.confirmer} confirms nothing")
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """Return a kind; raises KeyError for an unknown code."""
    return _kinds[code]


def kinds_for(roles: Iterable[str]) -> list[Kind]:
    """Return the kinds that these roles propose or confirm."""
    held = set(roles)
    return [one for one in _kinds.values() if held & {*one.proposers, one.confirmer}]


def digest(content: Any) -> str:
    """Return the digest of what JSON keeps, whatever the order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def shown(kind: Kind, payload: Payload, on: date) -> dict[str, Any]:
    """Return what both people are shown, as JSON keeps it: lines and effects.

    In the reader's language; what is kept and compared is that of the office (``fixed``).
    """
    return {
        "lines": [asdict(one) for one in kind.lines(payload, on)],
        "effects": [
            {**asdict(one), "names": list(one.names[:MOST_NAMES])}
            for one in kind.effects(payload, on)
        ],
    }


def fixed(kind: Kind, payload: Payload, on: date) -> dict[str, Any]:
    """Return the same in the language of the office, to be kept."""
    with translation.override(settings.LANGUAGE_CODE):
        return shown(kind, payload, on)


def look(told: Mapping[str, Any]) -> str:
    """Return the digest of what somebody saw (``fixed``), without the counts that always move."""
    effects = [{**one, "count": 0} if one["moves"] else one for one in told["effects"]]
    return digest({"lines": told["lines"], "effects": effects})
