# SPDX-License-Identifier: Apache-2.0
"""Every page says that it depends on cookies, and whether anybody may keep it."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from portal.kernel import clock
from portal.web.docs import routes
from services.intermediaries.actions import load_intermediaries
from services.policies.actions import load_policies
from tests import city as cities

#: Answers that are the same for everybody, whatever the cookies say: no page is among them.
ALIKE = ("static/", "healthz", "readyz", "metrics")
#: What a page may say; a list that is loaded as a file has an address that names its contents.
SAID = {"no-cache", "private, no-cache", "no-store", "private, no-store", "private, max-age=60"}
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"


def _addresses() -> list[str]:
    """All addresses that need no object, and one guide."""
    plain = {path for path, _name in routes() if not {"<", "(", "$"} & set(path)}
    found = sorted(path for path in plain if not path.startswith(ALIKE))
    return [f"/{path}" for path in found] + [f"/services/{cities.FOOD}/", "/nowhere/"]


@pytest.fixture
def shops(city: cities.City) -> cities.City:
    load_policies(by=None, at=clock.now())
    load_intermediaries(by=None, at=clock.now())
    return city


def test_every_public_address_says_who_may_keep_its_answer(shops: cities.City) -> None:
    silent = {}
    for address in _addresses():
        answer = Client().get(address)
        vary = {part.strip() for part in answer.get("Vary", "").split(",")}
        keeping = answer.get("Cache-Control", "")
        if "Cookie" not in vary or keeping not in SAID | {NEVER}:
            silent[address] = (answer.status_code, answer.get("Vary"), keeping)
        if answer.cookies and "no-store" not in keeping:
            assert keeping.startswith("private"), address
    assert silent == {}


def test_nothing_is_kept_of_what_somebody_signed_in_is_shown(shops: cities.City) -> None:
    client = Client()
    client.force_login(shops.alice, "portal.kernel.backends.LowerCaseBackend")
    kept = {}
    for address in _addresses():
        answer = client.get(address)
        keeping = answer.get("Cache-Control", "")
        if "private" not in keeping and "no-store" not in keeping:
            kept[address] = keeping
    assert kept == {}


def test_a_page_in_another_language_is_another_answer(shops: cities.City) -> None:
    chinese, english = Client(), Client()
    english.cookies["django_language"] = "en"
    pages = [one.get(f"/services/{cities.FOOD}/") for one in (chinese, english, chinese)]
    assert [page["Content-Language"] for page in pages] == ["zh-hans", "en", "zh-hans"]
    assert pages[0].content == pages[2].content != pages[1].content
    assert {page.status_code for page in pages} == {HTTPStatus.OK}
    assert all("Cookie" in page["Vary"] for page in pages)
