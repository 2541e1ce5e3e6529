# SPDX-License-Identifier: Apache-2.0
"""Pressing the button twice: the second answer shows what the first one did."""

from __future__ import annotations

from django.test import Client

from licensing.apply import draft
from licensing.cases.models import Case
from portal.kernel import clock
from portal.kernel.documents.models import Document
from tests import city as cities


def _path(case: Case) -> str:
    return f"/apply/{cities.FOOD}/{case.pk}/confirm/"


def test_a_repeated_submission_leads_to_the_same_case(city: cities.City, client: Client) -> None:
    case = cities.fill_draft(city)
    client.force_login(city.alice)
    answers = [client.post(_path(case), {"key": "one", "is_true": "on"}) for _turn in range(3)]
    case.refresh_from_db()
    assert [one["Location"] for one in answers] == [f"/cases/{case.number}/"] * 3
    assert Document.objects.filter(subject=case.subject, kind="receipt").count() == 1


def test_a_discarded_draft_is_gone(city: cities.City, client: Client) -> None:
    case = cities.fill_draft(city)
    draft.discard(case=case, by=city.alice, at=clock.now())
    client.force_login(city.alice)
    assert client.post(_path(case), {"key": "one", "is_true": "on"}).status_code == 404
    case.refresh_from_db()
    assert case.number is None


def test_somebody_elses_case_is_not_found(city: cities.City, client: Client) -> None:
    case = cities.submitted(city)
    client.force_login(city.bob)
    assert client.post(_path(case), {"key": "one", "is_true": "on"}).status_code == 404


def test_a_lacking_material_is_counted_and_its_step_is_not_done(
    city: cities.City, client: Client
) -> None:
    client.force_login(city.alice)
    lacking = client.get(_path(cities.fill_draft(city, lacking="main"))).content.decode()
    full = client.get(_path(cities.fill_draft(city))).content.decode()
    assert "还缺 1 份" not in full
    assert "还缺 1 份" in lacking
    assert full.count("已完成") == lacking.count("已完成") + 1


def test_what_the_office_has_is_not_called_handed_in(city: cities.City, client: Client) -> None:
    case = cities.fill_draft(city)
    line = case.materials.filter(is_applicable=True).first()
    assert line is not None
    case.materials.filter(pk=line.pk).update(grade="A", origin="licence")
    client.force_login(city.alice)
    page = client.get(_path(case)).content.decode()
    shown = page.split(f'id="material-{line.pk}"')[1].split("</li>")[0]
    assert "不用交" in shown
    assert "已交" not in shown
