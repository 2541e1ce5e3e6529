# SPDX-License-Identifier: Apache-2.0
"""axe finds nothing to complain about on the pages that are looked at, wide and narrow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tests.journeys.people import DESKTOP, PHONE, Cast, Person
from tests.pictures import PAGES, walk

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.town import Town

#: Pages of the staff that no case passes through.
MORE = {
    "liu": ("/supervision/cards/", "/supervision/calendar/", "/staff/absences/"),
    "chen": ("/cards/",),
    "xie": (
        "/editor/",
        "/editor/new/",
        "/editor/offerings/511A0005200004/",
        "/editor/offerings/512B0359100011/",
        "/editor/import/",
        "/editor/words/",
        "/editor/edits/",
        "/services/512B0359100011/nearest/?home=512021100",
        "/services/lists/",
        "/services/lists/licences/",
        "/services/511A0005200004/history/",
        "/editor/forms/511A0005200004/",
        "/editor/forms/511A0005200004/premises/edit/",
        "/editor/intermediaries/",
        "/editor/intermediaries/drain-test/",
        "/editor/providers/91512000MATETT04XD/",
        "/editor/policies/startup-rent/edit/",
    ),
    "gu": (
        "/staff/people/",
        "/staff/people/new/",
        "/staff/people/4/",
        "/staff/clients/",
        "/changes/",
        "/changes/rules/",
        "/changes/rules/delivery_days/",
    ),
    "wang": ("/counter/new/511A0005200004/", "/account/passkeys/"),
    "zhang": ("/account/", "/login/"),
}

RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(one => ({
    rule: one.id, impact: one.impact, where: one.nodes.slice(0, 4).map(node => node.html.slice(0, 160))
}))"""


def test_axe_finds_no_violation(busy_town: Town, browser: Browser, tmp_path: Path) -> None:
    axe = (settings.ASSETS_DIR / "test" / "axe.min.js").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    looked_at = []

    def look(name: str, person: Person) -> None:
        looked_at.append(name)
        page = person.page
        for size in (DESKTOP, PHONE):
            if size != page.viewport_size:
                page.set_viewport_size({"width": size["width"], "height": size["height"]})
                page.reload()
            for summary in page.locator("main summary").all():
                summary.click()
            page.evaluate(axe)
            violations = page.evaluate(RUN)
            if violations:
                found[f"{name} at {size['width']} px"] = violations
        page.set_viewport_size({"width": DESKTOP["width"], "height": DESKTOP["height"]})

    with Cast.of(busy_town, browser, tmp_path) as cast:
        walk(cast, look)
        busy_town.sweep("2026-03-03 10:00")
        busy_town.settle()
        for who, addresses in MORE.items():
            person = cast(who)
            for address in addresses:
                person.go(address)
                look(address, person)
    assert found == {}, json.dumps(found, ensure_ascii=False, indent=1)
    assert tuple(looked_at[: len(PAGES)]) == PAGES
