# SPDX-License-Identifier: Apache-2.0
"""What the memories of a process are compared with, read for all of them in one statement.

A memory keeps what it read under the stamp of its rows; a changed stamp makes it read anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from portal.kernel.acts import forget, once
from portal.kernel.prepared.statements import Statement

_KEY = "kernel.stamps"
_statements: dict[str, str] = {}


def register(name: str, statement: str) -> None:
    """Offer a stamp: a SELECT of one value that differs whenever the rows behind it do.

    Raises ValueError for a name that has another statement already.
    """
    if _statements.setdefault(name, statement) != statement:
        raise ValueError(f"stamp {name} registered twice")


def stamp(name: str) -> Any:
    """Return the present value of a stamp; raises KeyError for an unknown name.

    All stamps are read together, once per act or page.
    """
    if name not in _statements:
        raise KeyError(name)
    return once(_KEY, _read)[name]


def changed() -> None:
    """Let the running act or page read the stamps anew, since it has just changed such rows."""
    forget(_KEY)


def _read() -> dict[str, Any]:
    names = tuple(_statements)
    ((*values,),) = _all_of(names).rows([])
    return dict(zip(names, values, strict=True))


@lru_cache(maxsize=8)
def _all_of(names: tuple[str, ...]) -> Statement:
    return Statement(
        "stamps", (), "SELECT " + ", ".join(f"({_statements[name]})" for name in names)
    )
