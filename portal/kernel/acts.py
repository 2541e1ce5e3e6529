# SPDX-License-Identifier: Apache-2.0
"""One act: one transaction, what it has read, and the rows it writes at its end.

An act that calls another is one act with it: there is one transaction, what one has read the
other need not read again, and rows that nobody waits for are written together at the end.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row")


class _Act:
    """What the running act has read, and what it will write."""

    def __init__(self) -> None:
        self.known: dict[Hashable, Any] = {}
        self.queued: dict[Writer[Any], list[Any]] = {}

    def lengths(self) -> dict[Writer[Any], int]:
        return {writer: len(rows) for writer, rows in self.queued.items()}

    def forget_after(self, lengths: dict[Writer[Any], int]) -> None:
        """Drop what was queued since: the inner act that wanted it has failed."""
        for writer, rows in self.queued.items():
            del rows[lengths.get(writer, 0) :]

    def write(self) -> None:
        while waiting := [writer for writer, rows in self.queued.items() if rows]:
            first = min(waiting, key=lambda one: one.order)
            first.write(self.queued.pop(first))


_running: ContextVar[_Act | None] = ContextVar("running_act", default=None)
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


class Writer(Generic[Row]):
    """A kind of row that an act writes at its end, all of the kind in few statements.

    ``write`` takes the rows in the order in which they were asked for and may ask for rows of
    another kind; kinds of a lower ``order`` are written first.
    """

    def __init__(self, write: Callable[[list[Row]], None], *, order: int) -> None:
        self.write = write
        self.order = order

    def __call__(self, row: Row) -> None:
        """Ask for one row; outside an act it is written at once."""
        act = _running.get()
        if act is None:
            with transaction.atomic():
                self.write([row])
        else:
            act.queued.setdefault(self, []).append(row)


def act(function: Callable[P, R]) -> Callable[P, R]:
    """Carry a function out as an act: in one transaction with the act that calls it.

    An inner act has no savepoint of its own; whoever catches its refusal and goes on inside
    the same act must set one.
    """

    @wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _running.get()
        if outer is not None and transaction.get_connection().in_atomic_block:
            lengths = outer.lengths()
            try:
                return function(*args, **kwargs)
            except BaseException:
                outer.forget_after(lengths)
                raise
        mine = _Act()
        with transaction.atomic():
            running, read = _running.set(mine), _read.set(mine.known)
            try:
                result = function(*args, **kwargs)
                mine.write()
            finally:
                _running.reset(running)
                _read.reset(read)
        return result

    return acting


@contextmanager
def reading() -> Iterator[None]:
    """Read what cannot change within one page only once."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def once(key: Hashable, read: Callable[[], R]) -> R:
    """Return what ``read`` gives, asked once per act or page; each time anew outside of both."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return cast("R", known[key])


def know(key: Hashable, value: object) -> None:
    """Tell the running act or page what reading would give."""
    known = _read.get()
    if known is not None:
        known[key] = value


def is_known(key: Hashable) -> bool:
    """Tell whether the running act or page has read or made this already."""
    known = _read.get()
    return known is not None and key in known


def forget(key: Hashable) -> None:
    """Let the running act or page read something anew, since it has just been changed."""
    known = _read.get()
    if known is not None:
        known.pop(key, None)
