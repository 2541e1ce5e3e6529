# SPDX-License-Identifier: Apache-2.0
"""The open catalogue API."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_the_list_is_open_and_paged(client: Client, demo_catalogue: None) -> None:
    body = client.get("/api/v1/items/", {"page_size": "10"}).json()
    assert body["count"] == 120
    assert len(body["results"]) == 10


def test_filters(client: Client, demo_catalogue: None) -> None:
    def count(**query: str) -> int:
        return int(client.get("/api/v1/items/", query).json()["count"])

    assert count(item_type="01") == 61
    assert count(handling="1") == 49
    assert count(applicant_kind="person") == 90
    assert count(organ="市林业局") == 2


def test_an_unknown_filter_value_is_a_400(client: Client, demo_catalogue: None) -> None:
    assert client.get("/api/v1/items/", {"item_type": "xx"}).status_code == 400


def test_a_guide_by_its_code(client: Client, demo_catalogue: None) -> None:
    body = client.get("/api/v1/items/511A0005200004/").json()
    assert body["name"] == "食品（含保健食品）经营许可核发"
    assert (body["statutory_days"], body["promised_days"]) == (10, 5)
    assert len(body["materials"]) == 7
    assert client.get("/api/v1/items/none/").status_code == 404


def test_nothing_can_be_written(client: Client, demo_catalogue: None) -> None:
    assert client.post("/api/v1/items/", {}).status_code in {403, 405}
    assert client.delete("/api/v1/items/511A0005200004/").status_code in {403, 405}


def test_a_page_costs_three_queries_whatever_its_size(
    client: Client, demo_catalogue: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size in ("1", "100"):
        with django_assert_num_queries(3):
            client.get("/api/v1/items/", {"page_size": size})
