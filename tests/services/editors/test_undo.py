# SPDX-License-Identifier: Apache-2.0
"""A change of a search word or a form is used at once, leaves its trace and can be taken back."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.test import Client

from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from services.editors.models import DeskEdit
from services.editors.undo import undo
from services.items.models.item import ServiceItem
from services.search.models import SearchWord
from services.search.words import change_word, teach_word
from services.tables.actions import (
    change_field,
    load_form_fields,
    move_field,
    remove_field,
)
from services.tables.desk import revision_of
from services.tables.field_rules import Definition
from services.tables.models import FormField
from services.tables.queries import lines_of, states_of
from tests import city as cities
from tests.refusals import refused


@pytest.fixture
def city(db: None) -> cities.City:
    found = cities.build()
    load_form_fields(by=None, at=clock.now())
    return found


@pytest.fixture
def item(city: cities.City) -> ServiceItem:
    return city.food.offering.item


def _taught(city: cities.City) -> SearchWord:
    return teach_word(phrase="开小馆子", name=city.food.name, by=city.xie, at=clock.now())


def _newest() -> DeskEdit:
    return DeskEdit.objects.latest("pk")


def test_a_word_says_again_what_it_said(city: cities.City) -> None:
    word = _taught(city)
    change_word(
        word=word, say=["开大馆子"], mean=["别的事项"], is_on=True, by=city.xie, at=clock.now()
    )
    first, second = DeskEdit.objects.order_by("pk")
    with refused("changed_since"):
        undo(edit=first, by=city.xie, at=clock.now())
    undo(edit=second, by=city.xie, at=clock.now())
    word.refresh_from_db()
    assert (word.say, word.mean, word.is_on) == (["开小馆子"], [city.food.name], True)
    with refused("undone"):
        undo(edit=second, by=city.xie, at=clock.now())
    # what was new is switched off, not gone
    undo(edit=first, by=city.xie, at=clock.now())
    word.refresh_from_db()
    assert (word.say, word.is_on) == (["开小馆子"], False)
    verbs = Event.objects.filter(subject=second.subject_id).order_by("seq")
    assert [(one.verb, one.actor_id) for one in verbs] == [
        ("services.edit.word", city.xie.pk), ("services.edit.undo", city.xie.pk),
    ]  # fmt: skip
    assert invariants.run() == []


def test_only_editors_take_back(city: cities.City) -> None:
    word = _taught(city)
    for stranger in (city.gu, city.liu, city.alice):
        with pytest.raises(Http404):
            undo(edit=_newest(), by=stranger, at=clock.now())
    word.refresh_from_db()
    assert word.is_on
    assert _newest().undone_at is None


def _definition(line: FormField, **more: object) -> Definition:
    told = {
        "label": line.label, "kind": line.kind, "pattern": line.pattern, "help": line.help,
        "choices": tuple(line.choices), "source": line.source, "source_title": line.source_title,
    }  # fmt: skip
    return Definition(**{**told, **more})  # type: ignore[arg-type]


def test_a_changed_line_says_again_what_it_said_in_every_item(
    city: cities.City, item: ServiceItem
) -> None:
    line = lines_of(item)[0]
    shared = FormField.objects.filter(code=line.code)
    assert shared.count() > 1
    before = states_of(item.pk)
    change_field(
        field=line, definition=_definition(line, label="换了的名称"), is_required=not line.is_required,
        revision=revision_of(item), by=city.xie, at=clock.now(),
    )  # fmt: skip
    assert set(shared.values_list("label", flat=True)) == {"换了的名称"}
    edit = DeskEdit.objects.get(kind="form", row=item.pk)
    revision = revision_of(item)
    undo(edit=edit, by=city.xie, at=clock.now())
    assert states_of(item.pk) == before
    assert set(shared.values_list("label", flat=True)) == {line.label}
    assert revision_of(item) == revision + 1
    assert invariants.run() == []


def test_a_line_that_was_taken_out_comes_again_in_its_place(
    city: cities.City, item: ServiceItem
) -> None:
    before = states_of(item.pk)
    line = lines_of(item)[1]
    remove_field(field=line, revision=revision_of(item), by=city.xie, at=clock.now())
    moved = lines_of(item)[1]
    move_field(field=moved, up=True, revision=revision_of(item), by=city.xie, at=clock.now())
    second, first = DeskEdit.objects.filter(kind="form", row=item.pk)
    with refused("changed_since"):
        undo(edit=first, by=city.xie, at=clock.now())
    undo(edit=second, by=city.xie, at=clock.now())
    undo(edit=first, by=city.xie, at=clock.now())
    assert states_of(item.pk) == before


def test_the_page_shows_what_changed_and_takes_it_back(city: cities.City) -> None:
    word = _taught(city)
    client = Client()
    client.force_login(city.xie, "portal.kernel.backends.LowerCaseBackend")
    page = client.get("/editor/edits/").content.decode()
    assert f"开小馆子 → {city.food.name}" in page
    here = f"/editor/edits/{_newest().pk}/undo/"
    answer = client.post(here, follow=True)
    assert "已撤销“开小馆子”的改动" in answer.content.decode()
    word.refresh_from_db()
    assert not word.is_on
    assert client.post(here).status_code == 409
