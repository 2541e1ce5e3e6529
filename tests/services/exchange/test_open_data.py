# SPDX-License-Identifier: Apache-2.0
"""Open data: paged, told unchanged by its ETag, and linked data that others understand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from services.exchange.linked import CONTEXT
from services.items.stamp import touch_catalogue

pytestmark = pytest.mark.django_db
FOOD = "511A0005200004"
ADDRESSES = (
    "/api/v1/items/",
    f"/api/v1/items/{FOOD}/",
    "/api/v1/catalogue.jsonld",
    f"/api/v1/items/{FOOD}.jsonld",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_answer_is_not_sent_again(
    client: Client, demo_catalogue: None, address: str
) -> None:
    first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    touch_catalogue()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_two_addresses_never_share_an_etag(client: Client, demo_catalogue: None) -> None:
    tags = {client.get(address)["ETag"] for address in ADDRESSES}
    tags |= {client.get("/api/v1/items/", {"page": page})["ETag"] for page in (1, 2)}
    assert len(tags) == len(ADDRESSES) + 2


def test_an_item_as_linked_data_names_organ_materials_result_law_and_time(
    client: Client, demo_catalogue: None
) -> None:
    response = client.get(f"/api/v1/items/{FOOD}.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    body = response.json()
    assert body["@context"] == CONTEXT
    assert (body["type"], body["identifier"]) == ("PublicService", FOOD)
    assert body["hasCompetentAuthority"]["prefLabel"] == "市市场监督管理局"
    assert len(body["hasInput"]) == 7
    assert body["produces"][0]["name"] == "食品经营许可证"
    assert body["processingTime"] == "P5D"
    assert body["hasLegalResource"][0]["name"] == "《食品安全法》第三十五条"
    assert body["hasCost"] == []
    assert client.get("/api/v1/items/none.jsonld").status_code == 404


def _terms(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_terms, part))
    if isinstance(part, dict):
        return set(part) | set().union(*map(_terms, part.values()))
    return set()


def test_every_term_of_the_linked_data_is_in_its_context(
    client: Client, demo_catalogue: None
) -> None:
    body = client.get("/api/v1/catalogue.jsonld").json()
    body.pop("@context")
    assert _terms(body) <= set(CONTEXT)
    kinds = {part["type"] for part in body["hasPart"]}
    assert kinds == {"PublicService"}


def test_the_pages_of_the_linked_catalogue_hold_every_item_once(
    client: Client, demo_catalogue: None
) -> None:
    address, codes = "/api/v1/catalogue.jsonld", list[str]()
    while address:
        body = client.get(address).json()
        codes += [part["identifier"] for part in body["hasPart"]]
        address = body.get("next", "").partition("/api/")[2]
        address = f"/api/{address}" if address else ""
    assert (len(codes), len(set(codes)), body["total"]) == (120, 120, 120)


def test_a_page_of_linked_data_costs_the_same_for_few_and_many(
    client: Client,
    catalogue: list[dict[str, Any]],
    run_import: Callable[..., object],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for size in (3, 90):
        run_import(catalogue[:size])
        with django_assert_max_num_queries(12):
            assert client.get("/api/v1/catalogue.jsonld").status_code == 200
