# SPDX-License-Identifier: Apache-2.0
"""Nonsense and forged values get a plain answer, never a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.models import Party, StaffMember, User
from tests import city as cities
from tests.refusals import refused

if TYPE_CHECKING:
    from django.conf import LazySettings

ODD = ("abc", "²", "", "-1", "9" * 30, "9" * 5000, "1 or 1=1")


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


@pytest.mark.parametrize(
    "path",
    ["/services/?organ=%00", "/services/%00/", "/verify/?token=%00", "/api/v1/items/?name=%00"],
)
def test_the_sign_that_no_database_holds_is_refused_in_addresses(db: None, path: str) -> None:
    assert Client().get(path).status_code == 400


def test_the_sign_that_no_database_holds_is_refused_in_forms(city: cities.City) -> None:
    case = cities.accepted(city)
    answer = _client(city.li).post(f"/review/{case.number}/claim/", {"step": "\0"})
    assert answer.status_code == 400
    assert not case.steps.filter(state="claimed").exists()


@pytest.mark.parametrize("value", ODD)
def test_forged_keys_find_nothing(city: cities.City, value: str) -> None:
    case = cities.accepted(city)
    li, liu, alice = _client(city.li), _client(city.liu), _client(city.alice)
    review = f"/review/{case.number}"
    for verb, name in (("claim", "step"), ("send-back", "target"), ("resume", "pause")):
        assert li.post(f"{review}/{verb}/", {name: value}).status_code == 404, verb
    extend = li.post(f"{review}/extend/", {"days": value, "reason": "材料复杂"})
    assert extend.status_code in (400, 409)
    for name in ("organ", "window", "light", "page"):
        assert liu.get("/supervision/cases/", {name: value}).status_code == 200, name
    draft = cities.fill_draft(city)
    line = draft.materials.first()
    assert line is not None
    action = f"/apply/{city.food.offering.code}/{draft.pk}/materials/{line.pk}/"
    assert alice.post(action, {"act": "remove", "file": value}).status_code == 404


@pytest.mark.parametrize("typed", ["a/b", "https://example.com/verify/b/", "/verify/b"])
def test_a_pasted_address_is_read_as_its_code(db: None, typed: str) -> None:
    answer = Client().get("/verify/", {"token": typed})
    assert answer["Location"] == "/verify/b/"


def test_after_signing_in_one_is_back_on_the_page_with_the_form(city: cities.City) -> None:
    case = cities.submitted(city)
    page = f"http://testserver/cases/{case.number}/"
    sent = Client(headers={"Referer": page}).post(f"/cases/{case.number}/withdraw/")
    assert sent["Location"] == f"/login/?next={page.replace(':', '%3A')}"
    abroad = Client(headers={"Referer": "https://evil.example/"}).post(
        f"/cases/{case.number}/withdraw/"
    )
    assert abroad["Location"] == "/login/?next=/"


def test_own_pages_are_not_kept_for_the_next_person(city: cities.City) -> None:
    case = cities.submitted(city)
    answer = _client(city.alice).get(f"/cases/{case.number}/")
    assert answer["Cache-Control"] == "private, no-store"
    assert Client().get("/services/")["Cache-Control"] == "no-cache"


def test_a_live_session_ends_with_the_account_and_with_the_role(city: cities.City) -> None:
    wang, li = _client(city.wang), _client(city.li)
    assert wang.get("/counter/").status_code == li.get("/review/").status_code == 200
    User.objects.filter(pk=city.wang.pk).update(is_active=False)
    StaffMember.objects.get(user=city.li).roles.all().delete()
    assert wang.get("/counter/")["Location"].startswith("/login/")
    assert li.get("/review/").status_code == 404


@pytest.mark.parametrize("name", ["张\x08三", "\u202e三张", "张\u200b三"])
def test_a_name_is_what_it_looks_like(db: None, name: str) -> None:
    with refused("unseen"):
        ensure_person(name=name, id_number="51200219880808005X", phone="13800132046")
    assert not Party.objects.exists()


def test_rare_and_four_byte_characters_are_names(db: None) -> None:
    party = ensure_person(
        name="𠮷𫠊", id_number="51200219880808005X", phone="１３８００１３２０４６"
    )
    party.refresh_from_db()
    assert (party.name, party.phone) == ("𠮷𫠊", "13800132046")


def test_the_second_factor_keeps_where_one_was_going(
    city: cities.City, settings: LazySettings
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    city.wang.set_password("Tianfu-2026-x")
    city.wang.save()
    sent = Client().post(
        "/login/", {"username": "wang", "password": "Tianfu-2026-x", "next": "/counter/new/"}
    )
    assert sent["Location"] == "/login/code/?next=%2Fcounter%2Fnew%2F"
