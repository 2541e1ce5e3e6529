# SPDX-License-Identifier: Apache-2.0
"""An account is closed by its owner: nothing open is lost, nothing unneeded stays, nobody gets in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from complaints.appeals.filing import file_complaint
from complaints.appeals.models import Complaint
from licensing.cases.models import Case, MaterialFile
from licensing.delivery.actions import withdraw
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import meant_by, principals_of
from portal.kernel.audit.models import Event
from portal.kernel.audit.verify import verify
from portal.kernel.identity.closing import close_account
from portal.kernel.identity.models import OpenSession
from portal.kernel.notices.models import Notice
from portal.kernel.uploads.models import Upload
from tests import city as cities
from tests.refusals import refused
from tests.web.conftest import PASSWORD

PAGE = "/account/close/"


@pytest.fixture
def city(city_with_passwords: cities.City) -> cities.City:
    """Charlie, who has done nothing here yet, and a clerk know their passwords, too."""
    for user in (city_with_passwords.charlie, city_with_passwords.wang):
        user.set_password(PASSWORD)
        user.save()
    return city_with_passwords


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _close(user: User, password: str = PASSWORD) -> Any:
    return _client(user).post(PAGE, {"current": password})


def _gets_in(name: str) -> bool:
    answer = Client().post("/login/", {"username": name, "password": PASSWORD})
    return bool(answer.status_code == 302)


def _person(user: User) -> Party:
    assert user.person is not None
    return user.person


def test_whoever_has_nothing_on_file_leaves_no_trace_of_who_he_was(city: cities.City) -> None:
    user, person = city.charlie, _person(city.charlie)
    number, name = person.id_number, user.username
    client = _client(user)
    answer = client.post(PAGE, {"current": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    person.refresh_from_db()
    user.refresh_from_db()
    assert (person.name, person.id_number, person.phone, person.email) == ("已注销", "", "", "")
    assert (person.phone_digest, person.phone_tail_digest) == ("", "")
    assert (user.is_active, user.person, user.username) == (False, None, f"closed-{user.pk}")
    assert not user.has_usable_password()
    assert not meant_by(name).exists()
    assert not meant_by(number).exists()
    assert client.get("/account/").status_code == 302  # this very session is over, too
    assert not _gets_in(name)
    assert not OpenSession.objects.filter(user=user).exists()
    assert not Notice.objects.filter(user=user).exists()
    event = Event.objects.get(verb="kernel.account.close")
    assert (event.actor, event.facts["person_stays"]) == (user, False)
    assert name not in str(event.facts)
    assert invariants.run() == []
    assert verify() == []


def test_what_is_open_stops_it_with_the_way_there_and_nothing_happens(city: cities.City) -> None:
    user = city.alice
    case = cities.submitted(city, applicant=_person(user))
    file_complaint(kind="complaint", title="等太久", text="窗口一直没人", by=user, at=clock.now())
    page = _client(user).get(PAGE).content.decode()
    assert f"/cases/{case.number}/" in page
    assert f"/complaints/{Complaint.objects.get().number}/" in page
    assert "btn-danger" not in page
    answer = _close(user)
    assert answer.status_code == 400
    user.refresh_from_db()
    assert user.is_active
    assert user.person is not None
    assert _gets_in(user.username)
    assert not Event.objects.filter(verb="kernel.account.close").exists()


def test_what_the_office_must_keep_stays_with_the_person_and_opens_again_by_the_paper(
    city: cities.City,
) -> None:
    user, person = city.alice, _person(city.alice)
    case = cities.submitted(city, applicant=person)
    with refused("open_matters"):
        close_account(user=user, current=PASSWORD, at=clock.now())
    withdraw(case=case, by=user, at=clock.now())
    page = _client(user).get(PAGE).content.decode()
    assert "第四十七条第二款" in page
    assert _close(user).status_code == 302
    person.refresh_from_db()
    assert person.name != "已注销"
    assert person.id_number
    assert (person.phone, person.email, person.address) == ("", "", "")
    assert Case.objects.get(pk=case.pk).applicant == person
    assert not principals_of(User.objects.get(pk=user.pk)).exists()
    assert invariants.run() == []


def test_drafts_go_with_their_files(city: cities.City) -> None:
    user = city.alice
    draft = cities.fill_draft(city)
    kept = MaterialFile.objects.filter(case_material__case=draft)
    files = [Path(settings.MEDIA_ROOT) / row.upload.path for row in kept.select_related("upload")]
    assert files
    close_account(user=user, current=PASSWORD, at=clock.now())
    draft = Case.objects.get(pk=draft.pk)
    assert (draft.state, draft.form) == ("withdrawn", {})
    assert not Upload.objects.filter(owner=user).exists()
    assert invariants.run() == []


def test_mandates_end_and_others_keep_theirs(city: cities.City) -> None:
    before = set(Mandate.objects.exclude(user=city.alice).values_list("pk", flat=True))
    assert Mandate.objects.filter(user=city.alice).exists()
    close_account(user=city.alice, current=PASSWORD, at=clock.now())
    assert not Mandate.objects.filter(user=city.alice).exists()
    assert set(Mandate.objects.values_list("pk", flat=True)) == before


def test_without_the_password_nothing_goes(city: cities.City) -> None:
    answer = _close(city.charlie, "wrong")
    assert answer.status_code == 400
    assert "现在的密码不对" in answer.content.decode()
    assert User.objects.get(pk=city.charlie.pk).is_active
    assert not Event.objects.filter(verb="kernel.account.close").exists()


def test_staff_do_not_close_their_own(city: cities.City) -> None:
    assert "系统管理员" in _client(city.wang).get(PAGE).content.decode()
    with refused("staff_account"):
        close_account(user=city.wang, current=PASSWORD, at=clock.now())
    assert User.objects.get(pk=city.wang.pk).is_active
