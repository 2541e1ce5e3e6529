# SPDX-License-Identifier: Apache-2.0
"""Nothing is taken in from somebody who only says who he is, before a clerk has seen it."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from licensing.bans.actions import impose
from licensing.bans.models import BanGround
from licensing.cases.models import Case
from licensing.cases.queries import own
from licensing.intake.accept import accept
from licensing.intake.identity import SeenAs, WhichIsRight, settle_identity, unsettled
from licensing.licences.models import Licence
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person, register_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.identity.codes import Spent, send_code
from portal.kernel.identity.models import CodePurpose
from portal.kernel.identity.proving import prove_phone
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.conftest import SetClock
from tests.gateway import Gateway
from tests.refusals import refused

NUMBER, NAME, PHONE = "512022200002290045", "李四", "13600136003"


@pytest.fixture
def stranger(city: cities.City) -> User:
    return register_person(username="lisi", password="Tianfu-2026-x", name=NAME,
                           id_number=NUMBER, phone=PHONE)  # fmt: skip


@pytest.fixture
def case(city: cities.City, stranger: User) -> Case:
    """A complete file of an account that nobody has verified, checked by the clerk."""
    case = cities.submitted(city, applicant=stranger.person, by=stranger)
    cities.check_all(city, case)
    return case


def _settle(
    city: cities.City, case: Case, name: str = "", phone: str = "", seen: str = SeenAs.ORIGINAL
) -> Party:
    return settle_identity(
        case=case, seen=seen, name=name, phone=phone, by=city.wang, at=clock.now()
    )


def test_a_file_is_accepted_only_after_its_applicant_was_seen(
    city: cities.City, case: Case, stranger: User
) -> None:
    with refused("identity_open"):
        cities.take_in(city, case)
    case.refresh_from_db()
    assert case.state == "submitted"
    person = _settle(city, case)
    assert not person.is_asserted
    case = Case.objects.get(pk=case.pk)
    assert cities.take_in(city, case).accepted_on is not None
    assert list(own(stranger)) == [case]


def test_seeing_the_paper_opens_nothing_to_the_account(
    city: cities.City, case: Case, stranger: User
) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    older = Case.objects.get(pk=cities.submitted(city, key="older").pk)
    Case.objects.filter(pk=older.pk).update(applicant=known)
    assert _settle(city, case) == known
    assert list(own(stranger)) == [case]
    owner = User.objects.create(username="owner", person=known, level="identity")
    assert set(own(owner)) == {case, older}


def test_what_is_granted_belongs_to_the_person_on_file(city: cities.City, case: Case) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    _settle(city, case)
    case = cities.take_in(city, Case.objects.get(pk=case.pk))
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    assert Licence.objects.get(case=case).holder == known


@pytest.mark.parametrize(
    ("name", "phone", "wanted"),
    [("李四", "13900139000", "phone"), ("李世", PHONE, "name")],
)
def test_a_difference_must_be_settled_by_the_clerk(
    city: cities.City, case: Case, name: str, phone: str, wanted: str
) -> None:
    known = ensure_person(name=name, id_number=NUMBER, phone=phone)
    with refused(wanted):
        _settle(city, case)
    assert unsettled(case) is not None
    _settle(city, case, **{wanted: WhichIsRight.ON_FILE})
    known.refresh_from_db()
    assert (known.name, known.phone) == (name, phone)


def test_what_was_given_corrects_the_file_with_a_trace(city: cities.City, case: Case) -> None:
    known = ensure_person(name="李世", id_number=NUMBER, phone="13900139000")
    _settle(city, case, name=WhichIsRight.GIVEN, phone=WhichIsRight.GIVEN)
    known.refresh_from_db()
    assert (known.name, known.phone) == (NAME, PHONE)
    event = Event.objects.get(verb="kernel.party.correct")
    assert event.facts == {"person": known.pk, "fields": ["name", "phone"]}
    assert event.actor == city.wang


def test_whoever_is_barred_is_found_by_his_number(city: cities.City, case: Case) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    old = Case.objects.get(pk=cities.submitted(city, key="old").pk)
    Case.objects.filter(pk=old.pk).update(applicant=known)
    impose(case=Case.objects.get(pk=old.pk), ground=BanGround.FRAUD, by=city.chen, at=clock.now())
    with refused("barred"):
        _settle(city, case)
    assert unsettled(Case.objects.get(pk=case.pk)) is not None


def test_the_counter_shows_the_difference_and_loses_nothing(city: cities.City, case: Case) -> None:
    ensure_person(name="李世", id_number=NUMBER, phone="13900139000")
    client = Client()
    client.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    page = client.get(reverse("licensing:counter_case", args=[case.number]))
    text = page.content.decode()
    assert "姓名不一致" in text
    assert "电话不一致" in text
    assert NUMBER not in text
    act = reverse("licensing:counter_act", args=[case.number, "identity"])
    half = {"seen": "original", "name": "given", "revision": str(case.revision)}
    answer = client.post(act, half)
    assert answer.status_code == 400
    assert 'value="given" checked' in answer.content.decode()
    assert client.post(act, half | {"phone": "on_file"}).status_code == 302
    accept(case=Case.objects.get(pk=case.pk), by=city.wang, at=clock.now())


PERSON = {
    "kind": "person", "name": NAME, "number": NUMBER, "phone": PHONE, "agent_name": "",
    "agent_id_number": "", "ticket": "", "act": "receive", "asked": "1",
}  # fmt: skip


def _walk_in(city: cities.City, **more: str) -> HttpResponse:
    client = Client()
    client.force_login(city.wang, backend="portal.kernel.backends.LowerCaseBackend")
    page = client.post(f"/counter/new/{cities.FOOD}/", PERSON | more)
    assert isinstance(page, HttpResponse)
    return page


def test_a_clerk_is_asked_about_what_differs_and_nothing_is_dropped(city: cities.City) -> None:
    known = ensure_person(name="李世", id_number=NUMBER, phone="13900139000")
    asked = _walk_in(city)
    assert asked.status_code == 400
    assert 'name="name_is"' in asked.content.decode()
    asked = _walk_in(city, name_is="given")
    assert 'name="phone_is"' in asked.content.decode()
    assert not Case.objects.exists()
    assert _walk_in(city, name_is="given", phone_is="given").status_code == 302
    known.refresh_from_db()
    assert (known.name, known.phone) == (NAME, PHONE)
    assert Case.objects.get().applicant == known


def test_what_is_on_file_stays_when_the_clerk_says_so(city: cities.City) -> None:
    known = ensure_person(name="李世", id_number=NUMBER, phone="13900139000")
    assert _walk_in(city, name_is="on_file", phone_is="on_file").status_code == 302
    known.refresh_from_db()
    assert (known.name, known.phone) == ("李世", "13900139000")


def test_nothing_is_asked_where_nothing_differs(city: cities.City) -> None:
    ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    assert _walk_in(city).status_code == 302


def test_a_walk_in_is_not_filed_into_an_account_that_only_asserts_the_number(
    city: cities.City, stranger: User
) -> None:
    assert _walk_in(city).status_code == 302
    assert not own(stranger).exists()


# -- A copy may be anybody's -------------------------------------------------------------------


def _prove_phone(user: User, gateway: Gateway, phone: str) -> None:
    send_code(user=user, purpose=CodePurpose.PHONE, at=clock.now())
    drain()
    drain()
    sent = [one["text"] for one in gateway.taken if one["to"] == phone and "验证码" in one["text"]]
    code = re.findall("验证码是([0-9]+)", sent[-1])[0]
    assert prove_phone(user=user, typed=code, at=clock.now()) == Spent.RIGHT


@pytest.mark.parametrize(("seen", "opens"), [(SeenAs.COPY, False), (SeenAs.ORIGINAL, True)])
def test_a_strangers_phone_never_becomes_the_phone_on_file_by_a_copy(
    city: cities.City, case: Case, stranger: User, gateway: Gateway, seen: str, opens: bool
) -> None:
    person = _settle(city, case, seen=seen)
    person.refresh_from_db()
    assert bool(person.phone) is opens
    _prove_phone(stranger, gateway, PHONE)
    stranger.refresh_from_db()
    assert (stranger.person == person) is opens


@pytest.mark.parametrize("differs", ["name", "phone"])
def test_a_copy_corrects_nothing_on_file(city: cities.City, case: Case, differs: str) -> None:
    name, phone = ("李世", PHONE) if differs == "name" else (NAME, "13900139000")
    known = ensure_person(name=name, id_number=NUMBER, phone=phone)
    with refused("needs_original"):
        _settle(city, case, **{differs: WhichIsRight.GIVEN}, seen=SeenAs.COPY)
    assert unsettled(Case.objects.get(pk=case.pk)) is not None
    assert _settle(city, case, **{differs: WhichIsRight.ON_FILE}, seen=SeenAs.COPY) == known
    known.refresh_from_db()
    assert (known.name, known.phone) == (name, phone)


def test_the_first_phone_told_at_the_window_is_put_on_file(city: cities.City, case: Case) -> None:
    person = _settle(city, case, seen=SeenAs.COPY)
    assert _walk_in(city, phone="13900139000").status_code == 302
    person.refresh_from_db()
    assert person.phone == "13900139000"


# -- Somebody else stands at the window --------------------------------------------------------

AGENT = {"agent_name": "杨秀英", "agent_id_number": "51200219880808005X"}


def test_an_agents_phone_is_not_put_on_the_applicants_file(
    city: cities.City, gateway: Gateway, clock_at: SetClock
) -> None:
    clock_at("2026-11-23 10:00")
    User.objects.filter(username="charlie").update(person=None)
    assert _walk_in(city, **AGENT, phone="13900139000").status_code == 302
    found = Case.objects.get()
    assert found.applicant.phone == ""
    drain()
    drain()
    assert gateway.taken
    assert found.agent is not None
    assert {one["to"] for one in gateway.taken} == {found.agent.phone}


def test_an_agents_phone_asks_nothing_about_the_applicants(city: cities.City) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    assert _walk_in(city, **AGENT, phone="13900139000").status_code == 302
    known.refresh_from_db()
    assert known.phone == PHONE
