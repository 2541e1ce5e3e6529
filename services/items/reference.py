# SPDX-License-Identifier: Apache-2.0
"""The lists that ship with the portal: organs, charges, known codes, bundles."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
#: The division whose organs `departments.json` lists (GB/T 2260).
CITY = ("512000", "资阳市")


def _load(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def departments() -> tuple[str, ...]:
    """Names of the organs that a catalogue may name."""
    return tuple(_load("departments.json"))


@cache
def fee_list() -> dict[str, str]:
    """The published list of charges: name → standard."""
    return {row["fee_name"]: row["standard"] for row in _load("fee_list.json")}


@cache
def code_register() -> dict[str, str]:
    """Codes that the published list gives to an item: code → name."""
    return {row["code"]: row["name"] for row in _load("catalogue.json")}


def bundles() -> list[dict[str, Any]]:
    """The bundles (一件事) of the city with their members by name."""
    rows: list[dict[str, Any]] = _load("bundles.json")
    return rows


def bundle_codes() -> dict[str, dict[str, str]]:
    """Address and icon of each bundle by name."""
    found: dict[str, dict[str, str]] = _load("bundle_codes.json")
    return found


def exclusions() -> list[dict[str, Any]]:
    """Classes of items kept out of deferral, each with its source."""
    rows: list[dict[str, Any]] = _load("deferral_exclusions.json")
    return rows


def item_names() -> list[dict[str, str]]:
    """Further real item names with codes and organs, for search only."""
    with (DATA / "item_names.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def sample_forms() -> dict[str, Any]:
    """How a form is filled in, with people and firms that do not exist."""
    found: dict[str, Any] = _load("sample_forms.json")
    return found


def situations() -> list[dict[str, Any]]:
    """The questions of items, by the item's code."""
    rows: list[dict[str, Any]] = _load("situations.json")
    return rows


def form_fields() -> dict[str, Any]:
    """The fields of application forms: their definitions, and which item asks which."""
    found: dict[str, Any] = _load("form_fields.json")
    return found


def intermediaries() -> dict[str, Any]:
    """The list of intermediary services and the demo agencies."""
    found: dict[str, Any] = _load("intermediaries.json")
    return found


def policies() -> list[dict[str, Any]]:
    """The demo policies for enterprises."""
    rows: list[dict[str, Any]] = _load("policies.json")
    return rows


def sample_enterprises() -> list[dict[str, Any]]:
    """Enterprises that do not exist, one of each common kind, to try policies out on."""
    rows: list[dict[str, Any]] = _load("sample_enterprises.json")
    return rows
