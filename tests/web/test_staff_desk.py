# SPDX-License-Identifier: Apache-2.0
"""The staff desk: who comes in, what each form does, and what is shown only once."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from licensing.review.actions import claim
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.audit.models import Event
from portal.kernel.clients.models import ApiClient
from portal.kernel.turns.models import Turn
from tests import city as cities
from tests.conftest import SetClock

OWN = "a-long-own-Passw0rd"
BACKEND = "portal.kernel.backends.LowerCaseBackend"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def _member(user: User) -> StaffMember:
    return StaffMember.objects.get(user=user)


def _shown(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found is not None
    return found[1]


def test_the_desk_is_for_those_who_keep_or_review_accounts(city: cities.City) -> None:
    security = cities.staff("sec", "security_admin")
    here = f"/staff/people/{_member(city.li).pk}/"
    for user, status in ((city.gu, 200), (security, 200), (city.liu, 404), (city.alice, 404)):
        assert _as(user).get("/staff/people/").status_code == status
        assert _as(user).get(here).status_code == status
    assert _as(city.gu).get("/staff/clients/").status_code == 200
    assert _as(security).get("/staff/clients/").status_code == 404
    assert _as(security).get("/staff/people/new/").status_code == 404
    assert _as(security).post(f"{here}unlock/").status_code == 404


def test_people_are_found_by_name_place_role_and_state(city: cities.City) -> None:
    client = _as(city.gu)

    def found(query: str) -> str:
        page = client.get(f"/staff/people/?{query}").content.decode()
        return page[page.index('<p class="muted">共') :]

    assert "共 10 人" in found("")
    only_li = found("q=li&role=reviewer")
    assert f"/staff/people/{_member(city.li).pk}/" in only_li
    assert "Huang" not in only_li
    assert "Wang" in found("q=资阳市政务服务中心")
    User.objects.filter(pk=city.sun.pk).update(is_active=False)
    assert "Sun" not in found("")
    assert "Sun" in found("state=disabled")
    assert "没有找到" in found("q=nobody")


def test_a_new_member_signs_in_for_the_first_time(
    city: cities.City, settings: LazySettings, clock_at: SetClock
) -> None:
    settings.STAFF_TOTP_REQUIRED = True
    gu = Client()
    gu.force_login(city.gu, BACKEND)
    settings.STAFF_TOTP_REQUIRED = False
    told = {"name": "林新", "username": "linxin", "roles": ["reviewer"]}
    wrong = gu.post("/staff/people/new/", told)
    assert wrong.status_code == 400
    assert "承办、审核、批准须选择所在部门" in wrong.content.decode()
    assert 'value="林新"' in wrong.content.decode()
    answer = gu.post("/staff/people/new/", {**told, "organ": city.food.organ_id})
    assert "no-store" in answer["Cache-Control"]
    first = _shown(answer.content.decode())
    assert first not in gu.get("/staff/people/").content.decode()
    settings.STAFF_TOTP_REQUIRED = True
    own = Client()
    sign_in = own.post("/login/", {"username": "linxin", "password": first})
    assert sign_in["Location"] == "/login/first/"
    assert own.get("/review/").status_code == 302
    assert "data:image/svg+xml" in own.get("/login/first/").content.decode()
    device = TOTPDevice.objects.get(user__username="linxin")
    typed = {"password": OWN, "again": OWN + "x", "code": f"{totp(device.bin_key):06}"}
    assert "两次输入的密码不一样" in own.post("/login/first/", typed).content.decode()
    done = own.post("/login/first/", {**typed, "again": OWN})
    assert done["Location"] == "/login/"
    assert own.get("/login/first/")["Location"] == "/login/"
    clock_at("2026-03-02 10:02")
    asked = own.post("/login/", {"username": "linxin", "password": OWN})
    assert asked["Location"].startswith("/login/code/")
    code = f"{totp(device.bin_key):06}"
    assert own.post("/login/code/", {"code": code})["Location"] == "/review/"


def test_disabling_says_where_the_work_went(city: cities.City) -> None:
    case = cities.accepted(city)
    claim(step=case.steps.get(state="open"), by=city.li, at=clock.now())
    here = f"/staff/people/{_member(city.li).pk}/"
    client = _as(city.gu)
    refused = client.post(f"{here}disable/", {"reason": ""})
    assert refused.status_code == 400
    assert Turn.objects.filter(handler=city.li).exists()
    li = _as(city.li)
    assert li.get("/review/").status_code == 200
    answer = client.post(f"{here}disable/", {"reason": "调离本单位"}, follow=True)
    assert "账号已停用。0件交给接手人，1件交回岗位。" in answer.content.decode()
    assert li.get("/review/").status_code == 302
    assert not Turn.objects.filter(handler=city.li).exists()
    assert invariants.run() == []
    first = _shown(client.post(f"{here}enable/").content.decode())
    assert User.objects.get(pk=city.li.pk).check_password(first)


def test_somebody_locked_out_is_let_in_again(city: cities.City) -> None:
    city.li.set_password(OWN)
    city.li.save()
    stranger = Client()
    for _try in range(12):
        stranger.post("/login/", {"username": "LI", "password": "wrong"})
    right = {"username": "li", "password": OWN}
    assert stranger.post("/login/", right).status_code != 302
    answer = _as(city.gu).post(f"/staff/people/{_member(city.li).pk}/unlock/", follow=True)
    assert "已解锁" in answer.content.decode()
    assert stranger.post("/login/", right).status_code == 302


def test_a_lost_authenticator_is_reset_with_a_reason(city: cities.City) -> None:
    TOTPDevice.objects.create(user=city.li, name="old", confirmed=True)
    here = f"/staff/people/{_member(city.li).pk}/reset/"
    assert _as(city.gu).post(here, {"reason": ""}).status_code == 400
    assert TOTPDevice.objects.filter(user=city.li).exists()
    assert _shown(_as(city.gu).post(here, {"reason": "手机丢了"}).content.decode())
    assert not TOTPDevice.objects.filter(user=city.li).exists()


def test_late_reviews_stand_on_the_desk_until_they_are_done(city: cities.City) -> None:
    StaffRole.objects.update(confirmed_on=clock.today())
    client = _as(city.gu)
    assert "逾期未复核" not in client.get("/staff/people/").content.decode()
    right = StaffRole.objects.get(staff__user=city.li)
    other = StaffRole.objects.get(staff__user=city.zhou)
    StaffRole.objects.filter(pk__in=[right.pk, other.pk]).update(confirmed_on="2025-08-01")
    assert "逾期未复核的权限（2）" in client.get("/staff/people/").content.decode()
    for one, verb in ((right, "confirm"), (other, "withdraw")):
        answer = client.post(
            f"/staff/people/{one.staff_id}/rights/{one.pk}/{verb}/", {"from": "desk"}
        )
        assert answer["Location"] == "/staff/people/"
    assert "逾期未复核" not in client.get("/staff/people/").content.decode()
    foreign = f"/staff/people/{_member(city.wang).pk}/rights/{right.pk}/withdraw/"
    assert client.post(foreign).status_code == 404
    assert StaffRole.objects.get(pk=right.pk).valid_to is None


def test_somebody_moves_from_a_day(city: cities.City) -> None:
    here = f"/staff/people/{_member(city.li).pk}/"
    told = {
        "organ": city.food.organ_id, "roles": ["examiner"], "first_day": "2026-03-05",
        "last_day": "2026-03-04",
    }  # fmt: skip
    client = _as(city.gu)
    answer = client.post(f"{here}move/", told)
    assert answer.status_code == 400
    assert "末日不能早于首日" in answer.content.decode()
    answer = client.post(f"{here}move/", {**told, "last_day": ""}, follow=True)
    assert "已登记，到首日自动生效" in answer.content.decode()
    assert "2026年3月5日" in answer.content.decode()


def test_a_system_is_let_in_renewed_and_ended(city: cities.City) -> None:
    client = _as(city.gu)
    told = {
        "name": "住建审批系统", "organ": city.food.organ_id, "scopes": ["cases:read"],
        "valid_to": "2026-12-31",
    }  # fmt: skip
    assert client.post("/staff/clients/", {**told, "valid_to": "2028-01-01"}).status_code == 400
    assert not ApiClient.objects.exists()
    opened = client.post("/staff/clients/", told)
    made = ApiClient.objects.get()
    assert made.application.client_id in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]
    before = made.application.client_secret
    client.post(f"/staff/clients/{made.pk}/renew/")
    made.application.refresh_from_db()
    assert made.application.client_secret != before
    client.post(f"/staff/clients/{made.pk}/end/")
    made.refresh_from_db()
    assert made.ended_at is not None
    verbs = Event.objects.filter(subject=made.subject_id).values_list("verb", flat=True)
    assert list(verbs) == [f"kernel.client.{one}" for one in ("open", "renew_secret", "end")]


# -- What a role keeps on the administrator's site ---------------------------------------------


@pytest.mark.parametrize(
    ("who", "opens", "shut"),
    [
        ("gu", ["kernel/organ/", "kernel/organ/add/", "kernel/centre/", "kernel/day/",
                "kernel/cityrule/"],
         ["services/feeitem/", "kernel/day/add/", "kernel/staffmember/", "otp_totp/totpdevice/",
          "auth/group/"]),
        ("xie", ["services/feeitem/", "services/deferralexclusion/", "services/offeringversion/"],
         ["kernel/organ/", "kernel/cityrule/", "services/offeringversion/add/",
          "services/feeitem/add/", "services/deferralexclusion/add/"]),
    ],
)  # fmt: skip
def test_a_role_reaches_what_it_keeps_and_nothing_else(
    city: cities.City, who: str, opens: list[str], shut: list[str]
) -> None:
    client = _as(getattr(city, who))
    assert client.get("/admin/").status_code == 200
    answers = {path: client.get(f"/admin/{path}").status_code for path in (*opens, *shut)}
    assert {path for path, status in answers.items() if status == 200} == set(opens)
    assert Group.objects.count() == 0


def test_the_site_ends_with_the_role(city: cities.City) -> None:
    for user in (city.liu, city.alice):
        assert _as(user).get("/admin/").status_code == 302
    right = StaffRole.objects.get(staff__user=city.gu)
    right.valid_to = clock.today()
    right.save()
    assert _as(city.gu).get("/admin/kernel/organ/").status_code == 200
    StaffRole.objects.filter(pk=right.pk).update(valid_to="2026-03-01")
    assert _as(city.gu).get("/admin/kernel/organ/").status_code == 302
