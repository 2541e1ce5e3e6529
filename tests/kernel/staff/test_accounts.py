# SPDX-License-Identifier: Apache-2.0
"""Staff accounts: taken on, set up by their owners, disabled, unlocked; nobody serves himself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.audit.models import Event
from portal.kernel.city_rules import rule_book
from portal.kernel.staff import actions
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.staff.conftest import member
from tests.refusals import refused

OWN = "a-long-own-Passw0rd"


def _new(admin: User, **more: object) -> tuple[StaffMember, str]:
    told = {"username": "newer", "name": "林新", "roles": ["supervisor"], **more}
    return actions.add_staff(by=admin, at=clock.now(), **told)  # type: ignore[arg-type]


def _verbs(user: User) -> list[str]:
    subject = User.objects.get(pk=user.pk).subject_id
    return list(
        Event.objects.filter(subject=subject).order_by("seq").values_list("verb", flat=True)
    )


def test_the_first_password_leads_to_the_own_one_and_no_further(admin: User) -> None:
    new, first = _new(admin)
    assert actions.may_set_up(new.user, clock.now())
    with refused("same_password"):
        actions.set_up_account(user=new.user, password=first, code=None, at=clock.now())
    device = actions.offer_authenticator(new.user)
    with refused("wrong_code"):
        actions.set_up_account(user=new.user, password=OWN, code="000000", at=clock.now())
    assert User.objects.get(pk=new.user_id).check_password(first)
    code = f"{totp(device.bin_key):06}"
    actions.set_up_account(user=new.user, password=OWN, code=code, at=clock.now())
    stored = User.objects.get(pk=new.user_id)
    assert stored.check_password(OWN)
    assert not stored.check_password(first)
    assert TOTPDevice.objects.filter(user=stored, confirmed=True).count() == 1
    assert _verbs(stored) == ["kernel.staff.add", "kernel.staff.set_up"]
    with refused("first_password_over"):
        actions.set_up_account(
            user=stored, password="another-Passw0rd-9", code=None, at=clock.now()
        )


def test_an_authenticator_that_was_bound_by_the_command_stays_the_one(admin: User) -> None:
    """Whoever holds the first password alone binds no other."""
    new, _first = _new(admin)
    actions.bind_authenticator(user=new.user)
    bound = TOTPDevice.objects.get(user=new.user)
    assert actions.offer_authenticator(new.user) == bound
    with refused("wrong_code"):
        actions.set_up_account(user=new.user, password=OWN, code="000000", at=clock.now())
    code = f"{totp(bound.bin_key):06}"
    actions.set_up_account(user=new.user, password=OWN, code=code, at=clock.now())
    assert list(TOTPDevice.objects.filter(user=new.user)) == [bound]


def test_the_first_password_holds_for_the_hours_of_the_city(
    admin: User, clock_at: SetClock
) -> None:
    hours = rule_book(clock.today()).value("first_password_hours")
    new, _first = _new(admin)
    end = clock.now() + timedelta(hours=hours)
    assert actions.may_set_up(new.user, end - timedelta(seconds=1))
    assert not actions.may_set_up(new.user, end)
    with refused("first_password_over"):
        actions.set_up_account(user=new.user, password=OWN, code=None, at=end)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"username": "ab"}, "username"),
        ({"username": "LI"}, "username"),
        ({"username": "wang"}, "username_taken"),
        ({"name": ""}, "required"),
        ({"roles": []}, "role"),
        ({"roles": ["king"]}, "role"),
        ({"roles": ["system_admin", "auditor"]}, "roles_apart"),
        ({"roles": ["reviewer"]}, "organ_required"),
        ({"roles": ["clerk"]}, "centre_required"),
    ],
)
def test_nobody_is_taken_on_without_name_post_and_place(
    admin: User, told: dict[str, object], code: str
) -> None:
    before = User.objects.count()
    with refused(code):
        _new(admin, **told)
    assert User.objects.count() == before


def test_only_a_system_administrator_keeps_accounts(city: cities.City, admin: User) -> None:
    security = cities.staff("sec", "security_admin")
    for stranger in (city.liu, city.xie, city.alice, security):
        with refused("not_admin"):
            _new(stranger)
        with refused("not_admin"):
            actions.disable(member=member(city.li), reason="离职离职", by=stranger, at=clock.now())
        with refused("not_admin"):
            actions.unlock(member=member(city.li), by=stranger, at=clock.now())
    assert User.objects.get(pk=city.li.pk).is_active


def test_nobody_changes_his_own_account(admin: User, deputy: User) -> None:
    own = member(admin)
    with refused("own_rights"):
        actions.disable(member=own, reason="自己停用", by=admin, at=clock.now())
    with refused("own_rights"):
        actions.reset_second_factor(member=own, reason="换了手机", by=admin, at=clock.now())
    with refused("own_rights"):
        actions.unlock(member=own, by=admin, at=clock.now())
    assert _verbs(admin) == []


def test_the_last_administrator_stays(admin: User, deputy: User) -> None:
    actions.disable(member=member(deputy), reason="调离本市", by=admin, at=clock.now())
    assert not User.objects.get(pk=deputy.pk).is_active
    # as good as alone: the right of the other one ends by its day
    third = cities.staff("third", "system_admin")
    StaffRole.objects.filter(staff__user=third).update(valid_to="2026-12-31")
    with refused("last_admin"):
        actions.disable(member=member(admin), reason="调离本市", by=third, at=clock.now())
    assert User.objects.get(pk=admin.pk).is_active


def test_a_disabled_account_is_shut_until_it_is_opened_with_a_new_password(
    city: cities.City, admin: User
) -> None:
    city.liu.set_password(OWN)
    city.liu.save()
    request = RequestFactory().post("/login/")
    assert authenticate(request, username="liu", password=OWN) == city.liu
    liu = member(city.liu)
    with refused("reason_required"):
        actions.disable(member=liu, reason="", by=admin, at=clock.now())
    actions.disable(member=liu, reason="借调外地", by=admin, at=clock.now())
    assert authenticate(request, username="liu", password=OWN) is None
    with refused("disabled"):
        actions.disable(member=liu, reason="借调外地", by=admin, at=clock.now())
    with refused("disabled"):
        actions.reset_second_factor(member=liu, reason="换了手机", by=admin, at=clock.now())
    first = actions.enable(member=liu, by=admin, at=clock.now())
    assert authenticate(request, username="liu", password=OWN) is None
    assert User.objects.get(pk=city.liu.pk).check_password(first)
    with refused("not_disabled"):
        actions.enable(member=liu, by=admin, at=clock.now())
    assert _verbs(city.liu) == ["kernel.staff.disable", "kernel.staff.enable"]


def test_a_lost_authenticator_is_replaced_together_with_the_password(
    city: cities.City, admin: User
) -> None:
    actions.bind_authenticator(user=city.liu)
    city.liu.set_password(OWN)
    city.liu.save()
    first = actions.reset_second_factor(
        member=member(city.liu), reason="手机丢了", by=admin, at=clock.now()
    )
    assert not TOTPDevice.objects.filter(user=city.liu).exists()
    stored = User.objects.get(pk=city.liu.pk)
    assert stored.check_password(first)
    assert not stored.check_password(OWN)
    assert actions.may_set_up(stored, clock.now())
