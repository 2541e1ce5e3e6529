# SPDX-License-Identifier: Apache-2.0
"""The shipped catalogue, bundles and further names as the search sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.items import reference
from services.search.engine import lexicon
from services.search.engine.building import build
from services.search.engine.document import SearchDocument
from services.search.engine.index import Index


def shipped_index() -> Index:
    """Build the index of what is shipped, anew."""
    rows: list[dict[str, Any]] = json.loads((reference.DATA / "catalogue.json").read_text("utf-8"))
    documents = [
        SearchDocument("item", row["code"], row["name"], row["department"], row["result"]["name"])
        for row in rows
    ]
    documents += [
        SearchDocument("bundle", row["name"], row["name"], members=tuple(row["members"]))
        for row in reference.bundles()
    ]
    codes, names = {row["code"] for row in rows}, {row["name"] for row in rows}
    documents += [
        SearchDocument("listed", row["code"], row["name"], row["department"])
        for row in reference.item_names()
        if row["code"] not in codes and row["name"] not in names
    ]
    return build(documents, lexicon.shipped())


@pytest.fixture(scope="session")
def index() -> Index:
    return shipped_index()
