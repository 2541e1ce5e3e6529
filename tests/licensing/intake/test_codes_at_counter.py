# SPDX-License-Identifier: Apache-2.0
"""At the counter: codes of every kind, and those whose check sign is wrong on the certificate."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.cases.table import values_of
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise
from portal.kernel.accounts.models import Mandate, Party
from portal.kernel.audit.models import Event
from services.tables.actions import load_form_fields
from services.tables.models import FormField
from services.tables.rules import FieldKind, wrong_with
from tests import city as cities
from tests.licensing.intake.walk_ins import FIRM, TABLE, address, client_of

VILLAGE = {**FIRM, "name": "某村股份经济合作社", "number": "N2512002MF0T0T009N"}
ODD = "N2512002MF0T0T009P"
ASKED = "照录代码的原因"


@pytest.fixture
def city(db: None) -> cities.City:
    """The small city, whose items ask for the applicant's code in their table."""
    built = cities.build()
    load_form_fields(by=None, at=clock.now())
    return built


@pytest.fixture
def clerk(city: cities.City) -> Client:
    return client_of(city.wang)


def _told(city: cities.City, code: str, **more: str) -> dict[str, object]:
    table = {**TABLE, "f-applicant_name": VILLAGE["name"], "f-applicant_number": code}
    present = [one.pk for one in city.food.materials.filter(necessity="required")]
    return {**VILLAGE, "number": code, **table, "asked": "1", "act": "receive",
            "present": present, **more}  # fmt: skip


def test_a_village_collective_files_at_the_counter(city: cities.City, clerk: Client) -> None:
    assert clerk.post(address(), _told(city, VILLAGE["number"])).status_code == 302
    assert Case.objects.get().applicant.uscc == VILLAGE["number"]


def test_a_wrong_check_sign_asks_for_a_reason_and_the_file_goes_in_with_it(
    city: cities.City, clerk: Client
) -> None:
    page = clerk.get(address()).content.decode()
    assert ASKED not in page
    refused = clerk.post(address(), _told(city, ODD))
    assert refused.status_code == 400
    assert ASKED in refused.content.decode()
    assert not Party.objects.filter(uscc=ODD).exists()
    taken = clerk.post(address(), _told(city, ODD, code_reason="登记证原件如此"))
    assert taken.status_code == 302
    event = Event.objects.get(verb="kernel.party.vouch_code")
    assert event.facts["reason"] == "登记证原件如此"
    assert event.actor_id == city.wang.pk
    case = Case.objects.get()
    assert values_of(case)["applicant_number"] == ODD


def test_the_table_is_filled_in_with_the_odd_code_on_file(city: cities.City, clerk: Client) -> None:
    ensure_enterprise(name=VILLAGE["name"], uscc=ODD, code_reason="登记证原件如此", by=city.wang)
    page = clerk.post(address(), {**VILLAGE, "number": ODD, "act": "identify"}).content.decode()
    assert f'name="f-applicant_number" value="{ODD}"' in page
    assert ASKED not in page
    assert clerk.post(address(), _told(city, ODD)).status_code == 302


def test_a_line_for_a_code_takes_the_applicants_own_and_no_other_odd_one() -> None:
    line = FormField(code="code", label="代码", kind=FieldKind.USCC)
    assert wrong_with(line, ODD) != ""
    assert wrong_with(line, ODD, on_file=ODD) == ""
    assert wrong_with(line, "N2512002MF0T0T009Q", on_file=ODD) != ""
    assert wrong_with(line, VILLAGE["number"], on_file=ODD) == ""


def test_a_mandate_of_an_odd_code_asks_for_a_reason(city: cities.City, clerk: Client) -> None:
    assert city.alice.person is not None
    told = {"agent_id_number": city.alice.person.id_number, "name": VILLAGE["name"], "uscc": ODD,
            "valid_to": ""}  # fmt: skip
    before = Mandate.dated.count()
    assert ASKED not in clerk.get("/counter/mandates/").content.decode()
    refused = clerk.post("/counter/mandates/", told)
    assert refused.status_code == 400
    assert ASKED in refused.content.decode()
    assert Mandate.dated.count() == before
    assert clerk.post("/counter/mandates/", {**told, "code_reason": "原件如此"}).status_code == 302
    assert Mandate.dated.count() == before + 1
