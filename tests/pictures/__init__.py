# SPDX-License-Identifier: Apache-2.0
"""The pages that are looked at, as a walk through one case in a busy demo city."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.people import FOOD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.people import Cast, Person

#: What the walk shows, in its order.
PAGES = (
    "home",
    "search",
    "guide",
    "deadline",
    "apply",
    "intake",
    "case",
    "review",
    "dashboard",
    "editor",
    "verify",
)
#: Twenty working days with ten of testing and two of relief.
ASKED = (
    "start=2026-03-02&limit=20&relief=2"
    "&pause_kind_1=检测&pause_first_1=2026-03-09&pause_last_1=2026-03-20"
)


def walk(cast: Cast, show: Callable[[str, Person], None]) -> None:
    """Carry one case from the home page to the public check of its licence, showing each page."""
    visitor = cast.somebody()
    visitor.go("/")
    show("home", visitor)
    visitor.go("/services/?q=我想开个小饭馆")
    show("search", visitor)
    visitor.go(f"/services/{FOOD}/")
    show("guide", visitor)
    visitor.go(f"/deadline/?{ASKED}")
    show("deadline", visitor)

    owner = cast("zhang")
    owner.begin()
    owner.hand_in_materials(lacking="secondary")
    show("apply", owner)
    number = owner.confirm()
    cast.town.settle()

    clerk = cast("wang")
    clerk.find_materials_good(number)
    clerk.go(f"/counter/{number}/")
    show("intake", clerk)
    clerk.accept(number)
    cast.town.settle()
    owner.go(f"/cases/{number}/")
    show("case", owner)

    reviewer = cast("li")
    reviewer.claim(number)
    reviewer.go(f"/review/{number}/")
    show("review", reviewer)
    watcher = cast("liu")
    watcher.go("/supervision/")
    show("dashboard", watcher)
    editor = cast("xie")
    editor.go("/editor/")
    show("editor", editor)
    _grant(cast, owner, reviewer, clerk, number)
    token = cast.town.ask(
        "SELECT token FROM kernel_document WHERE kind = 'licence' ORDER BY id DESC"
    )
    visitor.go(f"/verify/{token[0][0]}/")
    show("verify", visitor)


def _grant(cast: Cast, owner: Person, reviewer: Person, clerk: Person, number: str) -> None:
    reviewer.press("通过，转下一步")
    cast("zhou").pass_on(number)
    owner.supply(number)
    clerk.go(f"/counter/{number}/")
    clerk.press("核验合格")
    approver = cast("chen")
    approver.claim(number)
    approver.grant(number)
    cast.town.settle()
