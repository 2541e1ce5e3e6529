# SPDX-License-Identifier: Apache-2.0
"""Which policies fit, why or why not, and their evaluation after the term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.errors import Refused
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine
from services.items import reference
from services.policies.actions import evaluate_policy, load_policies
from services.policies.models import Policy, PolicyEvaluation
from services.policies.rules import Enterprise, Fit, judge, of_code, unreadable
from tests import city as cities
from tests.kernel.registers.test_copies import ROW

TODAY = date(2026, 3, 2)
RENT = next(row for row in reference.policies() if row["code"] == "startup-rent")
GOOD = Enterprise("company", "512002", "软件", "micro", date(2024, 1, 1), 3)


@pytest.fixture
def policies(db: None, clock_at: Callable[[str], Any]) -> None:
    clock_at("2026-11-02 10:00")
    load_policies(by=None, at=clock.now())


@pytest.fixture
def anna(db: None) -> User:
    user = User.objects.create_user("editor-anna", is_active=True)
    staff = StaffMember.objects.create(user=user, name="安娜")
    StaffRole.objects.create(staff=staff, role="editor", valid_from=date(2026, 1, 1))
    return user


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def test_a_policy_fits_when_every_condition_is_met() -> None:
    verdict = judge(RENT["conditions"], GOOD, TODAY)
    assert verdict.fit == Fit.YES
    assert all("您：" in reason.text for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("change", "fit", "said"),
    [
        ({"kind": "cooperative"}, Fit.NO, "农民专业合作社"),
        ({"region": "510100"}, Fit.NO, "注册在资阳市"),
        ({"size": "large"}, Fit.NO, "大型"),
        ({"founded_on": date(2023, 3, 2)}, Fit.YES, "不超过 3 年"),
        ({"founded_on": date(2023, 3, 1)}, Fit.NO, "成立于2023年3月1日"),
        ({"founded_on": None}, Fit.OPEN, "还不知道"),
        ({"kind": ""}, Fit.OPEN, "还不知道"),
    ],
)
def test_each_condition_says_why(change: dict[str, Any], fit: Fit, said: str) -> None:
    who = Enterprise(**{**GOOD.__dict__, **change})
    verdict = judge(RENT["conditions"], who, TODAY)
    assert verdict.fit == fit
    assert any(said in reason.text for reason in verdict.reasons)


@given(
    st.builds(
        Enterprise,
        kind=st.sampled_from(["", "company", "sole", "cooperative", "other"]),
        region=st.sampled_from(["", "512000", "512002", "510100"]),
        industry=st.sampled_from(["", "餐饮", "义齿加工", "种植"]),
        size=st.sampled_from(["", "micro", "small", "medium", "large"]),
        founded_on=st.none() | st.dates(date(2000, 1, 1), date(2026, 3, 1)),
        staff=st.none() | st.integers(0, 500),
    ),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
)
def test_what_is_not_told_never_counts_against_anybody(who: Enterprise, on: date) -> None:
    for row in reference.policies():
        verdict = judge(row["conditions"], who, on)
        fits = [reason.fit for reason in verdict.reasons]
        assert len(fits) == len(row["conditions"])
        assert (verdict.fit == Fit.NO) == (Fit.NO in fits)
        assert (verdict.fit == Fit.YES) == (set(fits) == {Fit.YES})
        untold = judge(row["conditions"], Enterprise(), on)
        assert untold.fit == Fit.OPEN


def test_the_code_of_an_enterprise_tells_kind_and_place() -> None:
    assert of_code("92512002MA0000000X") == Enterprise(kind="sole", region="512002")
    assert of_code("52512000MA0000000X").kind == "other"
    assert of_code("") == Enterprise()
    assert unreadable([{"kind": "mood"}, {"kind": "size"}]) == ["mood"]


def test_a_stranger_fills_in_the_short_form(policies: None, client: Client) -> None:
    told = {"fit": "1", "kind": "company", "industry": "口腔器材", "size": "large"}
    page = client.get("/policies/", told)
    fits = {row["policy"].code: row["verdict"].fit for row in page.context["rows"]}
    assert fits["dental-cluster"] == Fit.OPEN
    assert fits["tax-small"] == Fit.NO
    assert "演示数据" in page.content.decode()
    assert "night-food" not in fits


def test_a_wrong_field_is_named_and_the_rest_is_judged(policies: None, client: Client) -> None:
    told = {"fit": "1", "founded_on": "昨天", "industry": "餐饮"}
    page = client.get("/policies/", told)
    assert page.status_code == 400
    text = page.content.decode()
    assert "成立日期" in text
    assert 'value="餐饮"' in text
    assert page.context["rows"][0]["verdict"] is not None


FIELDS = {"scope": "经营范围", "registered_on": "成立日期"}


def test_an_enterprise_finds_its_data_filled_in(policies: None) -> None:
    city = cities.build()
    page = _client(city.bob).get("/policies/", {"party": city.other_firm.pk})
    assert page.context["form"].initial["industry"] == ""  # the name of a firm is not its trade
    assert page.context["form"].initial["kind"]
    register = connect(row={**ROW, "fields": FIELDS}, by=None, at=clock.now())
    told = RegisterLine(
        city.other_firm.uscc or "", {"scope": "餐饮服务", "registered_on": "2025-06-03"}
    )
    take_copy(
        register=register,
        rows=[told],
        copied_on=clock.today(),
        is_whole=True,
        by=None,
        at=clock.now(),
    )
    page = _client(city.bob).get("/policies/", {"party": city.other_firm.pk})
    assert page.context["form"].initial["industry"] == "餐饮服务"
    assert page.context["form"].initial["founded_on"] == date(2025, 6, 3)
    stranger = _client(city.charlie).get("/policies/", {"party": city.other_firm.pk})
    assert city.other_firm.name not in stranger.content.decode()


NIGHT = {
    "outcome": "adjust",
    "beneficiaries": "120",
    "findings": "一百二十家商户领取，登记环节偏慢。",
}


def test_an_editor_evaluates_a_policy_after_its_last_day(
    policies: None, anna: User, client: Client
) -> None:
    editor = _client(anna)
    assert "夜间餐饮" in editor.get("/editor/policies/").content.decode()
    assert editor.post("/editor/policies/night-food/", NIGHT).status_code == 302
    assert "调整后执行" in client.get("/policies/night-food/").content.decode()
    assert editor.post("/editor/policies/night-food/", NIGHT).status_code == 409
    assert PolicyEvaluation.objects.count() == 1


@pytest.mark.parametrize("gap", list(NIGHT))
def test_a_gap_is_named_and_what_was_typed_stays(policies: None, anna: User, gap: str) -> None:
    answer = _client(anna).post("/editor/policies/night-food/", {**NIGHT, gap: ""})
    assert answer.status_code == 400
    assert f"#id_{gap}" in answer.content.decode()
    if gap != "findings":
        assert NIGHT["findings"] in answer.content.decode()
    assert not PolicyEvaluation.objects.exists()


def test_the_last_day_is_too_early(
    policies: None, anna: User, clock_at: Callable[[str], Any]
) -> None:
    policy = Policy.objects.get(code="night-food")
    told: dict[str, Any] = {**NIGHT, "beneficiaries": 120, "policy": policy, "by": anna}
    clock_at("2026-10-31 23:00")
    with pytest.raises(Refused):
        evaluate_policy(**told, at=clock.now())
    assert not PolicyEvaluation.objects.exists()
    clock_at("2026-11-01 00:30")
    evaluate_policy(**told, at=clock.now())


def test_the_desk_is_for_editors(policies: None, client: Client) -> None:
    assert client.get("/editor/policies/").status_code == 302
    assert client.post("/editor/policies/night-food/", NIGHT).status_code == 302
    assert not PolicyEvaluation.objects.exists()
