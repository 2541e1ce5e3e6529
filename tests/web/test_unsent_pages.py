# SPDX-License-Identifier: Apache-2.0
"""Each page with a form of several lines: what was typed comes back after the session's end."""

from __future__ import annotations

from typing import Any

import lxml.html  # type: ignore[import-untyped]
import pytest
from django.test import Client

from tests import city as cities
from tests.conftest import SetClock
from tests.web.conftest import PASSWORD

PAGES = (
    ("alice", "/account/mandates/ask/"),
    ("alice", "/account/mandates/enterprise/"),
    ("gu", "/staff/people/new/"),
    ("gu", "/staff/clients/"),
    ("gu", "/changes/rules/delivery_days/"),
    ("xie", "/changes/fees/new/"),
    ("xie", "/changes/exclusions/new/"),
    ("xie", "/editor/new/"),
    ("wang", "/counter/mandates/"),
    ("wang", "/counter/mandates/relative/"),
    ("wang", "/counter/accounts/"),
    ("li", "/staff/absences/"),
)


@pytest.fixture
def city(city_with_passwords: cities.City) -> cities.City:
    for name in {who for who, _address in PAGES}:
        user = getattr(city_with_passwords, name)
        user.set_password(PASSWORD)
        user.save()
    return city_with_passwords


def _forms(page: Any) -> list[Any]:
    found = lxml.html.fromstring(page.content.decode()).forms
    return [form for form in found if (form.get("method") or "").lower() == "post"]


def _largest(page: Any) -> Any:
    return max(_forms(page), key=lambda form: len(form.inputs))


def _sign_in(browser: Client, name: str) -> None:
    secret = _largest(browser.get("/login/")).fields["csrfmiddlewaretoken"]
    told = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": secret}
    assert browser.post("/login/", told).status_code == 302


def _typed(form: Any) -> dict[str, str]:
    """Return something for each line that somebody can fill in, but for secrets."""
    typed = {}
    for line in form.inputs:
        kind = (line.get("type") or line.tag).lower()
        if not line.name or kind in {"hidden", "password", "file", "submit"}:
            continue
        if kind == "select":
            typed[line.name] = line.value_options[-1]
        elif kind in {"checkbox", "radio"}:
            typed[line.name] = line.get("value") or "on"
        else:
            typed[line.name] = "2026-03-10" if kind == "date" else f"键入 {line.name}\n第二行"
    return typed


@pytest.mark.parametrize("ending", ["over", "stale"])
@pytest.mark.parametrize(("who", "address"), PAGES)
def test_every_line_that_was_typed_comes_back(
    city: cities.City, clock_at: SetClock, who: str, address: str, ending: str
) -> None:
    browser, name = Client(enforce_csrf_checks=True), getattr(city, who).username
    _sign_in(browser, name)
    form = _largest(browser.get(address))
    typed = _typed(form)
    assert typed
    sent = {**typed, "csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"]}
    if ending == "over":
        clock_at("2026-03-02 10:31")
        answer = browser.post(form.get("action") or address, sent)
        assert answer["Location"] == "/login/?next=/account/unsent/"
    if ending == "stale":
        _sign_in(browser, name)  # in another tab
        answer = browser.post(form.get("action") or address, sent)
        assert answer["Location"] == "/account/unsent/"
    else:
        _sign_in(browser, name)
    offered = _largest(browser.get("/account/unsent/"))
    back = {key: value for key, value in offered.form_values() if key != "csrfmiddlewaretoken"}
    assert {key: value.replace("\r\n", "\n") for key, value in back.items()} == typed
    assert offered.get("action") == (form.get("action") or address)
