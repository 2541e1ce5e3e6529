# SPDX-License-Identifier: Apache-2.0
"""Pages: who gets in, what is shown masked, what a wrong guess is told."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from openpyxl import load_workbook

from portal.kernel import clock
from portal.kernel.accounts.actions import register_person
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import ReadLog
from portal.kernel.http.limits import Attempt
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.retention.keeping import end_over
from portal.kernel.staff.actions import add_staff, bind_authenticator
from tests import city as cities
from tests.refusals import refused

if TYPE_CHECKING:
    from django.conf import LazySettings

PASSWORD = "a-long-passphrase-9"


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


@pytest.fixture
def person(db: None) -> User:
    return register_person(username="lily", password=PASSWORD, name="李丽",
                           id_number="512022200002290045", phone="13600136003")  # fmt: skip


def test_names_are_typed_in_any_case(person: User) -> None:
    client = Client()
    answer = client.post("/login/", {"username": "LiLy", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(person: User) -> None:
    known = Client().post("/login/", {"username": "lily", "password": "wrong"})
    unknown = Client().post("/login/", {"username": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 400
    said = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert said[0]
    assert list(said[0]) == list(said[1])


def test_staff_need_a_second_factor_where_it_is_required(
    city: cities.City, settings: LazySettings
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    city.wang.set_password(PASSWORD)
    city.wang.save()
    client = Client()
    answer = client.post("/login/", {"username": "wang", "password": PASSWORD})
    assert answer["Location"].startswith("/login/code/")
    assert client.get("/counter/").status_code == 302
    device = TOTPDevice.objects.create(user=city.wang, name="phone", confirmed=True)
    wrong = client.post("/login/code/", {"code": "000000"})
    assert wrong.status_code == 400
    assert client.get("/counter/").status_code == 302
    device.refresh_from_db()
    device.throttle_reset()
    from django_otp.oath import totp  # noqa: PLC0415

    right = client.post("/login/code/", {"code": f"{totp(device.bin_key):06d}"})
    assert right.status_code == 302
    assert client.get("/counter/").status_code == 200


def test_lookup_needs_number_and_code_and_answers_alike(city: cities.City) -> None:
    cache.clear()
    case = cities.submitted(city)
    client = Client()
    good = client.post("/cases/lookup/", {"number": case.number, "code": case.query_code})
    assert good.status_code == 200
    wrong_code = client.post("/cases/lookup/", {"number": case.number, "code": "AAAAAAAA"})
    wrong_number = client.post(
        "/cases/lookup/", {"number": "5120-20200101-0001", "code": case.query_code}
    )
    assert wrong_code.status_code == wrong_number.status_code == 404
    assert city.shop.name.encode() in good.content


def test_guesses_are_limited(city: cities.City) -> None:
    cache.clear()
    client = Client()
    form = {"number": "5120-20200101-0001", "code": "AAAAAAAA"}
    codes = [client.post("/cases/lookup/", form).status_code for _try in range(31)]
    assert codes[:30] == [404] * 30
    assert codes[30] == 429


def test_a_lookup_is_open_again_after_its_pause(city: cities.City, clock_at: object) -> None:
    form = {"number": "5120-20200101-0001", "code": "AAAAAAAA"}
    clock_at("2026-11-23 10:00")  # type: ignore[operator]
    for _try in range(31):
        Client().post("/cases/lookup/", form)
    clock_at("2026-11-23 10:06")  # type: ignore[operator]
    assert Client().post("/cases/lookup/", form).status_code == 404
    assert Attempt.objects.get().count == 1
    assert end_over("attempt", clock.now()) == 0
    clock_at("2026-11-24 10:07")  # type: ignore[operator]
    assert end_over("attempt", clock.now()) == 1


def test_the_counter_shows_numbers_masked_until_a_reason_is_given(city: cities.City) -> None:
    case = cities.submitted(city)
    client = _client(city.wang)
    page = client.get(f"/counter/{case.number}/").content.decode()
    assert "92512000MAT0T00085" not in page
    refused = client.post(f"/counter/{case.number}/reveal/", {"reason": ""})
    assert refused.status_code == 400
    assert not ReadLog.objects.exists()
    shown = client.post(f"/counter/{case.number}/reveal/", {"reason": "核对执照"})
    assert "92512000MAT0T00085" in shown.content.decode()
    assert ReadLog.objects.get().reason == "核对执照"


def test_a_stale_page_is_told_so_and_changes_nothing(city: cities.City) -> None:
    case = cities.submitted(city)
    cities.check_all(city, case)
    client = _client(city.wang)
    answer = client.post(f"/counter/{case.number}/accept/", {"revision": "999"})
    assert answer.status_code == 409
    assert "内容已有变化" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "submitted"


def test_a_stale_page_overwrites_no_colleagues_verdict(city: cities.City) -> None:
    case = cities.submitted(city)
    line = case.materials.order_by("position")[0]
    seen = str(case.revision)
    first = _client(city.wang).post(
        f"/counter/{case.number}/check/",
        {"revision": seen, f"verdict_{line.pk}": "to_correct", f"note_{line.pk}": "缺章"},
    )
    assert first.status_code == 302
    late = _client(city.zhao).post(
        f"/counter/{case.number}/check/", {"revision": seen, f"verdict_{line.pk}": "passed"}
    )
    assert late.status_code == 409
    line.refresh_from_db()
    assert (line.verdict, line.note) == ("to_correct", "缺章")


def test_a_case_is_found_by_everything_it_is_known_by(city: cities.City) -> None:
    case = cities.submitted(city)
    client = _client(city.wang)
    assert case.number is not None
    for words in (case.number, "92512000MAT0T00085", "512002199003070019", "13800132046", "2046"):
        page = client.get("/counter/", {"q": words}).content.decode()
        assert case.number in page, words
    elsewhere = _client(city.sun).get("/counter/", {"q": case.number}).content.decode()
    assert f"/counter/{case.number}/" not in elsewhere


def test_the_verify_page_says_no_more_than_it_may(city: cities.City) -> None:
    cache.clear()
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    drain()
    token = case.licences.get().document.token
    page = Client().get(f"/verify/{token}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "食品经营许可证" in text
    licence = case.licences.get()
    assert licence.number in text
    assert "资阳市市场监督管理局" in text
    assert case.number is not None
    assert case.number not in text
    assert "92512000MAT0T00085" not in text
    assert Client().get(f"/verify/{token[:-1]}x/").status_code == 404
    assert Client().get("/verify/short/").status_code == 404


def test_the_board_urges_and_exports_without_personal_data(city: cities.City) -> None:
    case = cities.accepted(city)
    client = _client(city.liu)
    board = client.get("/supervision/")
    assert board.status_code == 200
    listed = client.get("/supervision/cases/", {"organ": str(case.organ_id)}).content.decode()
    assert f"/supervision/cases/{case.number}/" in listed
    assert (
        client.post(f"/supervision/cases/{case.number}/urge/", {"note": "=1+1"}).status_code == 302
    )
    assert Notice.objects.filter(kind="urged").count() == 1
    sheet = load_workbook(io.BytesIO(client.get("/supervision/export/").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]  # type: ignore[union-attr]
    assert rows[1][0] == case.number
    assert not any("测试样例01" in str(value) for row in rows for value in row)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)  # type: ignore[union-attr]


def test_health_says_which_part_is_missing(db: None) -> None:
    assert Client().get("/healthz").content == b"ok"
    ready = Client().get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] is True
    assert ready.json()["checks"]["heartbeat"] is False


def test_no_page_carries_inline_script_or_style(city: cities.City) -> None:
    case = cities.accepted(city)
    for user, path in (
        (city.alice, "/"), (city.alice, f"/cases/{case.number}/"), (city.wang, "/counter/"),
        (city.li, f"/review/{case.number}/"), (city.liu, "/supervision/"),
    ):  # fmt: skip
        answer = _client(user).get(path)
        text = answer.content.decode()
        assert " style=" not in text, path
        assert "onclick" not in text, path
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_many_wrong_passwords_lock_the_name_for_a_while(person: User, clock_at: object) -> None:
    clock_at("2026-11-23 10:00")  # type: ignore[operator]
    client = Client()
    for _try in range(12):
        client.post("/login/", {"username": "lily", "password": "wrong"})
    locked = client.post("/login/", {"username": "lily", "password": PASSWORD})
    assert locked.status_code != 302
    clock_at("2026-11-23 12:00")  # type: ignore[operator]
    assert client.post("/login/", {"username": "lily", "password": PASSWORD}).status_code == 302


def test_the_admin_site_stands_behind_the_same_second_factor(
    db: None, settings: LazySettings
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    member, password = add_staff(username="root1", name="周管", roles=["system_admin"])
    member.user.is_superuser = True
    member.user.save()
    client = Client()
    form = client.get("/admin/login/")
    assert form["Location"].startswith("/login/")
    answer = client.post("/login/", {"username": "root1", "password": password})
    assert answer["Location"] == "/login/first/"
    client.force_login(member.user, backend="portal.kernel.backends.LowerCaseBackend")
    assert client.get("/admin/").status_code == 302
    settings.STAFF_TOTP_REQUIRED = False
    assert client.get("/admin/").status_code == 200


def test_the_three_admins_are_different_people(db: None) -> None:
    with refused("roles_apart"):
        add_staff(username="both", name="李管", roles=["system_admin", "auditor"])
    assert not User.objects.exists()


def test_a_new_authenticator_replaces_the_old(db: None) -> None:
    member, _password = add_staff(username="clerk9", name="王员", roles=["supervisor"])
    first = bind_authenticator(user=member.user)
    second = bind_authenticator(user=member.user)
    assert first != second
    assert TOTPDevice.objects.get(user=member.user).config_url == second
