# SPDX-License-Identifier: Apache-2.0
"""Systems of other offices: a token for what their office may read, until it is ended."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from oauth2_provider.models import AccessToken, Application

from portal.kernel import clock, sweeps
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.clients.actions import end_client, open_client, renew_secret
from portal.kernel.clients.models import ApiClient
from portal.kernel.places.models import Organ
from tests import city as cities
from tests.refusals import refused

if TYPE_CHECKING:
    from django.conf import LazySettings

CASES, TOKEN = "/api/v1/cases/", "/oauth/token/"


def _open(
    admin: User, organ: Organ, *, days: int = 30, scopes: tuple[str, ...] = ("cases:read",)
) -> tuple[ApiClient, str]:
    return open_client(
        name="市监业务系统", organ=organ, scopes=scopes,
        valid_to=clock.today() + timedelta(days=days), by=admin, at=clock.now(),
    )  # fmt: skip


def _asked(client: ApiClient, secret: str, **more: str) -> Any:
    pair = base64.b64encode(f"{client.application.client_id}:{secret}".encode()).decode()
    body = {"grant_type": "client_credentials", **more}
    return Client(headers={"Authorization": f"Basic {pair}"}).post(TOKEN, body)


def _token(client: ApiClient, secret: str) -> str:
    answer = _asked(client, secret)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["access_token"])


def _get(token: str, path: str = CASES, **query: str) -> Any:
    return Client(headers={"Authorization": f"Bearer {token}"}).get(path, query)


@pytest.fixture
def opened(city: cities.City, admin: User) -> tuple[ApiClient, str]:
    return _open(admin, city.food.organ)


# -- What a system sees ------------------------------------------------------------------------


def test_a_system_reads_the_cases_of_its_own_office_only(city: cities.City, admin: User) -> None:
    case = cities.accepted(city)
    submitted = cities.submitted(city)
    assert city.huang.staff_member is not None
    strange = city.huang.staff_member.organ
    assert strange is not None
    own, other = (_token(*_open(admin, organ)) for organ in (city.food.organ, strange))
    body = _get(own).json()
    assert [row["number"] for row in body["results"]] == [case.number]
    detail = _get(own, f"{CASES}{case.number}/").json()
    assert {due["kind"] for due in detail["dues"]} >= {"promised", "statutory"}
    assert _get(other).json()["count"] == 0
    for token, number in ((other, case.number), (own, submitted.number)):
        assert _get(token, f"{CASES}{number}/").status_code == 404


def test_a_token_opens_nothing_else(city: cities.City, opened: tuple[ApiClient, str]) -> None:
    token = _token(*opened)
    assert _get(token, "/api/v1/complaints/").status_code == 403
    new = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
    sent = Client(headers={"Authorization": f"Bearer {token}"}).post(
        "/api/v1/complaints/", new, content_type="application/json"
    )
    assert (sent.status_code, sent["Content-Type"]) == (403, "application/problem+json")
    for page in ("/account/", "/review/", "/supervision/"):
        assert _get(token, page)["Location"].startswith("/login/")
    assert Client().get(CASES, {"access_token": token}).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "数", "a b", "\x7f"])
def test_a_wrong_token_is_told_so(city: cities.City, token: str) -> None:
    answer = _get(token)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer ")
    assert answer["Content-Type"] == "application/problem+json"


def test_systems_are_counted_each_by_itself(
    city: cities.City, admin: User, settings: LazySettings
) -> None:
    settings.API_CALLS = {"account": 9, "client": 2, "address": 9}
    one, two = (_token(*_open(admin, city.food.organ)) for _time in range(2))
    assert [_get(one).status_code for _time in range(3)] == [200, 200, 429]
    assert _get(two).status_code == 200


def test_what_is_refused_at_the_door_counts_too(
    city: cities.City, opened: tuple[ApiClient, str], settings: LazySettings
) -> None:
    settings.API_CALLS = {"account": 9, "client": 3, "address": 3}
    token = _token(*opened)
    assert [_get("wrong").status_code for _time in range(4)] == [401] * 3 + [429]
    assert Client().get(CASES).status_code == 429
    assert Client().get(CASES, REMOTE_ADDR="10.0.0.2").status_code == 401
    beyond = [_get(token, "/api/v1/complaints/").status_code for _time in range(4)]
    assert beyond == [403] * 3 + [429]


# -- How it gets in ----------------------------------------------------------------------------


def test_only_its_own_secret_and_its_own_scopes(
    city: cities.City, opened: tuple[ApiClient, str]
) -> None:
    client, secret = opened
    assert _asked(client, "wrong").status_code == 401
    assert _asked(client, secret, scope="cases:write").json()["error"] == "invalid_scope"
    assert _asked(client, secret, grant_type="password").status_code == 400
    told = _asked(client, secret, scope="cases:read").json()
    assert (told["scope"], told["token_type"], told["expires_in"]) == ("cases:read", "Bearer", 3600)
    assert "refresh_token" not in told


def test_neither_secret_nor_token_can_be_read_from_the_tables(
    city: cities.City, opened: tuple[ApiClient, str]
) -> None:
    client, secret = opened
    token = _token(client, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM oauth2_provider_application a")
        applications = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT t::text, t.token FROM oauth2_provider_accesstoken t")
        ((kept, clear),) = cursor.fetchall()
        cursor.execute("SELECT e::text FROM kernel_event e")
        events = [row[0] for row in cursor.fetchall()]
    assert client.application.client_id in applications[0]
    assert clear == ""
    assert [
        text for text in (*applications, kept, *events) if secret in text or token in text
    ] == []


def test_guesses_at_the_door_are_limited(city: cities.City, opened: tuple[ApiClient, str]) -> None:
    client, _secret = opened
    codes = [_asked(client, "wrong").status_code for _time in range(61)]
    assert set(codes[:60]) == {401}
    assert codes[60] == 429


# -- How it ends -------------------------------------------------------------------------------


def test_a_token_ends_after_an_hour(
    city: cities.City, opened: tuple[ApiClient, str], clock_at: Any
) -> None:
    now = clock.local(clock.now())
    token = _token(*opened)
    assert _get(token).status_code == 200
    clock_at((now + timedelta(minutes=61)).strftime("%Y-%m-%d %H:%M"))
    assert _get(token).status_code == 401
    sweeps.run_all(at=clock.now())
    assert not AccessToken.objects.exists()


def test_a_new_secret_ends_the_old_one_and_its_tokens(
    city: cities.City, admin: User, opened: tuple[ApiClient, str]
) -> None:
    client, old = opened
    token = _token(client, old)
    new = renew_secret(client=client, by=admin, at=clock.now())
    assert _get(token).status_code == 401
    assert _asked(client, old).status_code == 401
    assert _get(_token(client, new)).status_code == 200
    assert new != old


def test_an_ended_system_is_out_at_once(
    city: cities.City, admin: User, opened: tuple[ApiClient, str]
) -> None:
    client, secret = opened
    other = _token(*_open(admin, city.food.organ))
    token = _token(client, secret)
    end_client(client=client, by=admin, at=clock.now())
    assert _get(token).status_code == 401
    assert _asked(client, secret).status_code == 401
    assert _get(other).status_code == 200
    with refused("ended"):
        end_client(client=client, by=admin, at=clock.now())
    with refused("ended"):
        renew_secret(client=client, by=admin, at=clock.now())
    verbs = Event.objects.filter(subject=client.subject_id).values_list("verb", "actor")
    assert list(verbs) == [("kernel.client.open", admin.pk), ("kernel.client.end", admin.pk)]


def test_after_its_last_day_a_system_is_out(city: cities.City, admin: User, clock_at: Any) -> None:
    clock_at("2026-03-02 10:00")
    client, secret = _open(admin, city.food.organ, days=1)
    clock_at("2026-03-03 23:50")
    token = _token(client, secret)
    assert _get(token).status_code == 200
    clock_at("2026-03-04 00:01")
    assert _get(token).status_code == 401
    assert _asked(client, secret).status_code == 401


def test_a_system_may_give_its_token_back(city: cities.City, opened: tuple[ApiClient, str]) -> None:
    client, secret = opened
    token = _token(client, secret)
    body = {"token": token, "client_id": client.application.client_id, "client_secret": secret}
    assert Client().post("/oauth/revoke/", body).status_code == 200
    assert _get(token).status_code == 401


# -- Who lets it in ----------------------------------------------------------------------------


def test_only_an_administrator_lets_systems_in(
    city: cities.City, admin: User, opened: tuple[ApiClient, str]
) -> None:
    for user in (city.alice, city.wang, city.liu):
        with refused("not_admin"):
            _open(user, city.food.organ)
        with refused("not_admin"):
            renew_secret(client=opened[0], by=user, at=clock.now())
        with refused("not_admin"):
            end_client(client=opened[0], by=user, at=clock.now())
    assert ApiClient.objects.count() == Application.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"scopes": ()}, "scope"), ({"scopes": ("cases:write",)}, "scope"), ({"days": -1}, "valid_to"),
     ({"days": 367}, "valid_to")],
)  # fmt: skip
def test_what_cannot_be_allowed(
    city: cities.City, admin: User, change: dict[str, Any], code: str
) -> None:
    with refused(code):
        _open(admin, city.food.organ, **change)
    assert not Application.objects.exists()


def test_nobody_writes_tokens_or_systems_by_hand() -> None:
    kept = {model._meta.app_label for model in site.site._registry}
    assert "oauth2_provider" not in kept


def test_the_command_opens_renews_and_ends(city: cities.City, admin: User) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("api_client", "--by", "root", *words, stdout=out)
        return out.getvalue()

    day = str(clock.today() + timedelta(days=9))
    said = run("open", "市监业务系统", "--organ", city.food.organ.name, "--scope", "cases:read",
               "--valid-to", day)  # fmt: skip
    told = dict(line.split(": ") for line in said.strip().splitlines())
    client = ApiClient.objects.get()
    assert client.valid_to == date.fromisoformat(day)
    assert told["client id"] == client.application.client_id
    assert _asked(client, told["client secret"]).status_code == 200
    renewed = run("renew", told["client id"]).strip().partition(": ")[2]
    assert _asked(client, renewed).status_code == 200
    run("end", told["client id"])
    assert _asked(client, renewed).status_code == 401
    for words in (("end", told["client id"]), ("end", "nobody"), ("open", "x", "--organ", "无此部门",
                  "--scope", "cases:read", "--valid-to", day)):  # fmt: skip
        with pytest.raises(CommandError):
            run(*words)
