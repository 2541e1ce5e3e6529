# SPDX-License-Identifier: Apache-2.0
"""Whoever has no resident's ID card opens an account, files, and is served at the counter."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.cases.table import values_of
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise, ensure_person
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.words import IdKind
from services.tables.actions import load_form_fields
from tests import city as cities
from tests.licensing.intake.walk_ins import TABLE, address, client_of

PERMIT = "01234567"
FORM = {
    "name": "陈美玲", "id_kind": "tw_permit", "id_number": PERMIT, "phone": "+886 912 345 678",
    "username": "meiling", "password": "Tianfu-2026-x", "email": "",
}  # fmt: skip
PAPER = {"id_kind": "tw_permit", "id_number": PERMIT, "name": FORM["name"]}
VILLAGE = "N2512002MF0T0T009N"
DOCUMENTS = [
    ("residence", "830000199003070019"), ("tw_permit", PERMIT), ("hm_permit", "H12345678"),
    ("passport", "E12345678"), ("foreign_pr", "CAN110185010101"),
    ("foreign_pr", "931103199003070018"),
]  # fmt: skip


def _files_online(city: cities.City, client: Client, applicant: Party, user: User) -> Case:
    """Begin in the browser, fill the draft, and hand it in in the browser."""
    begun = client.post(f"/apply/{cities.FOOD}/", {"applicant": applicant.pk})
    assert begun.status_code == 302
    case = cities.fill_draft(city, applicant=applicant, by=user)
    answer = client.post(
        f"/apply/{cities.FOOD}/{case.pk}/confirm/", {"key": "one", "is_true": "on"}
    )
    case.refresh_from_db()
    assert answer["Location"] == f"/cases/{case.number}/"
    assert client.get(answer["Location"]).status_code == 200
    return case


@pytest.mark.parametrize(("kind", "number"), DOCUMENTS)
def test_each_document_opens_an_account_and_signs_in(db: None, kind: str, number: str) -> None:
    client = Client()
    told = FORM | {"id_kind": kind, "id_number": number}
    assert client.post("/register/", told).status_code == 302
    person = User.objects.get().person
    assert person is not None
    assert person.id_kind == kind
    page = client.get("/account/").content.decode()
    assert str(IdKind(kind).label) in page
    assert number not in page
    for typed in (number, number.lower(), f" {number} "):
        answer = Client().post("/login/", {"username": typed, "password": FORM["password"]})
        assert answer.status_code == 302, typed


@pytest.mark.parametrize(("kind", "number"), [("tw_permit", "0123456"), ("resident", PERMIT)])
def test_a_number_that_is_not_of_the_document_is_told_at_its_field(
    db: None, kind: str, number: str
) -> None:
    answer = Client().post("/register/", FORM | {"id_kind": kind, "id_number": number})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["id_number"]
    assert not User.objects.exists()


def test_a_resident_of_taiwan_registers_files_and_is_taken_in(city: cities.City) -> None:
    client = Client()
    assert client.post("/register/", FORM).status_code == 302
    user = User.objects.get(username=FORM["username"])
    assert user.person is not None
    case = _files_online(city, client, user.person, user)
    desk = client_of(city.wang)
    assert (case.number or "none") in desk.get("/counter/", {"q": PERMIT}).content.decode()
    page = desk.get(f"/counter/{case.number}/").content.decode()
    assert str(IdKind.TW_PERMIT.label) in page
    told = {"seen": "original", "revision": str(case.revision)}
    assert desk.post(f"/counter/{case.number}/identity/", told).status_code == 302
    user.person.refresh_from_db()
    known = user.person.same_as
    assert known is not None
    assert (known.id_kind, known.id_number) == ("tw_permit", PERMIT)
    cities.check_all(city, case)
    assert cities.take_in(city, Case.objects.get(pk=case.pk)).state == "accepted"


def test_a_village_collective_files_online_by_its_agent(city: cities.City) -> None:
    village = ensure_enterprise(name="某村股份经济合作社", uscc=VILLAGE)
    grant_mandate(agent=city.alice, principal=village)
    case = _files_online(city, client_of(city.alice), village, city.alice)
    assert case.applicant.uscc == VILLAGE


def test_at_the_window_the_document_proves_the_account_and_gives_a_code(city: cities.City) -> None:
    Client().post("/register/", FORM)
    user = User.objects.get(username=FORM["username"])
    desk = client_of(city.wang)
    other = desk.post("/counter/accounts/", PAPER | {"id_kind": "passport"})
    assert FORM["username"] not in other.content.decode()
    assert FORM["username"] in desk.post("/counter/accounts/", PAPER).content.decode()
    chosen = PAPER | {"account": str(user.pk)}
    assert desk.post("/counter/accounts/", chosen | {"act": "prove"}).status_code == 302
    user.refresh_from_db()
    assert user.level == "identity"
    assert desk.post("/counter/accounts/", chosen | {"act": "recover"}).status_code == 200


def test_at_the_counter_the_applicants_and_the_agents_documents_are_asked(
    city: cities.City,
) -> None:
    load_form_fields(by=None, at=clock.now())
    desk = client_of(city.wang)
    assert str(IdKind.FOREIGN_PR.label) in desk.get(address()).content.decode()
    told = {
        "kind": "person", "id_kind": "passport", "name": "John Smith", "number": "E12345678",
        "phone": "13800132046", "agent_name": "陈美玲", "agent_id_kind": "tw_permit",
        "agent_id_number": PERMIT, "ticket": "", "asked": "1", "act": "receive", **TABLE,
        "f-applicant_name": "John Smith", "f-applicant_number": "E12345678",
        "present": [one.pk for one in city.food.materials.filter(necessity="required")],
    }  # fmt: skip
    wrong = desk.post(address(), told | {"agent_id_kind": "hm_permit"})
    assert wrong.status_code == 400
    assert "agent_id_number" in wrong.context["form"].errors
    assert not Case.objects.exists()
    answer = desk.post(address(), told)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.agent is not None
    assert (case.applicant.id_kind, case.agent.id_kind) == ("passport", "tw_permit")
    assert values_of(case)["applicant_number"] == "E12345678"
    page = desk.get(answer["Location"]).content.decode()
    assert "E12345678" not in page
    assert str(IdKind.PASSPORT.label) in page


def test_a_mandate_goes_to_an_account_under_any_document(city: cities.City) -> None:
    person = ensure_person(
        name="陈美玲", id_number=PERMIT, phone="13800132046", id_kind=IdKind.TW_PERMIT
    )
    agent = User.objects.create(username="meiling", person=person, level="identity")
    told = {
        "agent_id_number": PERMIT,
        "name": "某村股份经济合作社",
        "uscc": VILLAGE,
        "valid_to": "",
    }
    desk = client_of(city.wang)
    for kind in ("resident", "passport"):
        wrong = desk.post("/counter/mandates/", told | {"agent_id_kind": kind})
        assert "agent_id_number" in wrong.context["form"].errors
    answer = desk.post("/counter/mandates/", told | {"agent_id_kind": "tw_permit"})
    assert answer.status_code == 302
    assert Mandate.dated.filter(user=agent).count() == 1
