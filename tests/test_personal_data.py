# SPDX-License-Identifier: Apache-2.0
"""Which column holds something about a person is written down for every table of ours.

`portal/web/data/personal_data.json`: table -> column -> what it holds. A new table or column
must be looked at before it can land.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

from portal.kernel import crypto

ROOT = Path(__file__).resolve().parents[1]
WRITTEN: dict[str, dict[str, str]] = json.loads(
    (ROOT / "portal" / "web" / "data" / "personal_data.json").read_text(encoding="utf-8")
)
#: identity: who it is · contact: how to reach them · link: a key that leads to a person ·
#: words: free text that may speak of one · paper: what was handed in or issued · secret: opens
#: an account, a case or a complaint.
KINDS = {"identity", "contact", "link", "words", "paper", "secret"}
OURS = ("kernel", "services", "licensing", "complaints", "credit")
PEOPLE = {"kernel.User", "kernel.Party", "kernel.StaffMember"}
SEALED = (crypto.EncryptedTextField, crypto.EncryptedJSONField)


def _models() -> list[type[Model]]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def _columns(model: type[Model]) -> list[Field[Any, Any]]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def _speaks_of_people(field: Field[Any, Any]) -> bool:
    """Tell what the column itself gives away: sealed, or a key of a person."""
    other = field.related_model
    is_link = isinstance(other, type) and other._meta.label in PEOPLE
    return is_link or isinstance(field, SEALED)


def test_every_table_has_been_looked_at_and_none_is_made_up() -> None:
    assert {model._meta.label for model in _models()} == set(WRITTEN)


def test_every_column_that_is_written_down_exists_and_has_a_known_kind() -> None:
    real = {model._meta.label: {one.name for one in _columns(model)} for model in _models()}
    unknown = {
        f"{table}.{column}: {kind}"
        for table, columns in WRITTEN.items()
        for column, kind in columns.items()
        if column not in real[table] or kind not in KINDS
    }
    assert unknown == set()


def test_no_sealed_column_and_no_key_of_a_person_is_forgotten() -> None:
    forgotten = [
        f"{model._meta.label}.{field.name}"
        for model in _models()
        for field in _columns(model)
        if _speaks_of_people(field) and field.name not in WRITTEN[model._meta.label]
    ]
    assert forgotten == []


def test_a_column_with_a_telling_name_is_looked_at() -> None:
    """What is called like a person's data is written down, or named here with the reason."""
    of_places = {
        ("kernel.Organ", "phone"),  # an office's line
        ("kernel.Centre", "phone"),
        ("kernel.Centre", "address"),
        ("kernel.Register", "address"),  # of a service on the network
    }
    telling = {"phone", "email", "address", "id_number", "contact_name", "contact_phone"}
    found = {
        (model._meta.label, field.name)
        for model in _models()
        for field in _columns(model)
        if field.name in telling and field.name not in WRITTEN[model._meta.label]
    }
    assert found == of_places
