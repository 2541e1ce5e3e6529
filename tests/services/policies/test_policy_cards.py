# SPDX-License-Identifier: Apache-2.0
"""Editors publish, try out, change and end policies; the public sees it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.kernel import clock
from portal.kernel.audit.models import Event
from services.items import reference
from services.policies.actions import load_policies
from services.policies.conditions import row_of, typed_of
from services.policies.models import Policy
from services.policies.rules import Enterprise, Fit, judge
from tests import city as cities

TODAY = date(2026, 3, 2)
CARD: dict[str, Any] = {
    "name": "夜市摊位补助", "organ": "市商务局", "benefit": "每个摊位补助 500 元", "how": "网上申请",
    "source": "资商发〔2026〕1号", "item": "", "valid_from": "2026-03-02",
    "valid_to": "2026-12-31", "revision": "0", "act": "save",
    "c0-about": "size", "c0-operator": "in", "c0-values": ["micro", "small"],
    "c1-about": "industry", "c1-operator": "not_in", "c1-text": "房地产、金融",
    "c2-about": "staff", "c2-operator": "most", "c2-text": "５０",
}  # fmt: skip


@pytest.fixture
def city(db: None, clock_at: Callable[[str], Any]) -> cities.City:
    clock_at("2026-03-02 10:00")
    found = cities.build()
    load_policies(by=None, at=clock.now())
    return found


def _again(client: Client, city: cities.City) -> Client:
    """Sign in, be it after days in which the session ran out."""
    client.force_login(city.xie, backend="portal.kernel.backends.LowerCaseBackend")
    return client


@pytest.fixture
def editor(city: cities.City) -> Client:
    return _again(Client(), city)


def test_a_new_policy_is_judged_for_everybody_at_once(
    editor: Client, client: Client, city: cities.City
) -> None:
    answer = editor.post("/editor/policies/new/", CARD)
    assert answer.headers["Location"] == "/editor/policies/ystwbz/edit/"
    policy = Policy.objects.get(code="ystwbz")
    assert policy.conditions == [
        {"kind": "size", "values": ["micro", "small"]},
        {"kind": "industry", "not": True, "words": ["房地产", "金融"]},
        {"kind": "staff", "most": 50},
    ]
    told = {"fit": "1", "size": "micro", "industry": "餐饮", "staff": "50"}
    fits = {
        row["policy"].code: row["verdict"].fit
        for row in client.get("/policies/", told).context["rows"]
    }
    assert fits["ystwbz"] == Fit.YES
    assert "演示数据" not in client.get("/policies/ystwbz/").content.decode()
    assert Event.objects.get(verb="services.policy.publish").actor == city.xie


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({"name": ""}, "请填写名称"),
        ({"source": ""}, "请填写政策依据"),
        ({"valid_to": "2026-01-01"}, "最后一天早于第一天"),
        ({"valid_from": "2025-01-01", "valid_to": "2026-03-01"}, "已经过去"),
        ({"item": "办个好事证"}, "目录里没有"),
        ({"c0-values": []}, "规模：请至少选一个"),
        ({"c0-values": ["huge"]}, "规模：请至少选一个"),
        ({"c1-text": "、"}, "行业：请写 1 到 30 个词"),
        ({"c2-text": "很多"}, "从业人数：请填一个整数"),
        ({"c2-operator": "like"}, "请选一个比较方式"),
        ({"c3-about": "staff", "c3-operator": "most", "c3-text": "9"}, "写了两遍"),
        ({"c3-about": "staff", "c3-operator": "least", "c3-text": "51"}, "没有企业能满足"),
        ({"c0-drop": "1", "c1-drop": "1", "c2-drop": "1"}, "请至少写一个条件"),
    ],
)
def test_a_gap_is_named_and_what_was_typed_stays(
    editor: Client, gap: dict[str, Any], said: str
) -> None:
    before = Policy.objects.count()
    answer = editor.post("/editor/policies/new/", {**CARD, **gap})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert "每个摊位补助 500 元" in page
    assert Policy.objects.count() == before


def test_adding_a_condition_and_trying_out_keep_nothing(editor: Client, city: cities.City) -> None:
    before = Policy.objects.count()
    page = editor.post(
        "/editor/policies/new/", {**CARD, "act": "add", "new_about": "region"}
    ).content.decode()
    assert 'name="c3-about" value="region"' in page
    assert 'value="５０"' in page
    told = {**CARD, "act": "try", "who-size": "large", "who-industry": "餐饮"}
    answer = editor.post("/editor/policies/new/", told)
    assert answer.context["own_verdict"].fit == Fit.NO
    fits = {name: verdict.fit for name, verdict in answer.context["tried"]}
    assert fits["开业一年的小餐馆"] == Fit.YES
    assert fits["十五年的汽车零部件厂"] == Fit.NO
    assert sum(answer.context["counted"].values()) == 2
    assert city.shop.name not in answer.content.decode()
    assert Policy.objects.count() == before
    wrong = editor.post("/editor/policies/new/", {**told, "c2-text": "?"})
    assert wrong.status_code == 400
    assert "从业人数：请填一个整数" in wrong.content.decode()


def test_a_policy_in_force_is_changed_and_keeps_its_mark(editor: Client, client: Client) -> None:
    here = "/editor/policies/startup-rent/edit/"
    page = editor.get(here)
    assert 'value="2025-01-01"' in page.content.decode()
    assert [line["about"] for line in page.context["conditions"]] == [
        "enterprise_kind", "region", "age_years", "size",
    ]  # fmt: skip
    told = {**CARD, "name": "初创企业场地租金补助（示例）"}
    assert editor.post(here, told).status_code == 302
    policy = Policy.objects.get(code="startup-rent")
    assert (policy.benefit, policy.provenance) == ("每个摊位补助 500 元", "synthetic")
    answer = editor.post(here, {**told, "benefit": "另一个人写的"})
    assert answer.status_code == 409
    assert "另一个人写的" in answer.content.decode()
    assert editor.post(here, {**told, "revision": "1", "is_confirmed": "on"}).status_code == 302
    policy.refresh_from_db()
    assert policy.provenance == "found"


def test_a_policy_that_is_over_is_evaluated_not_changed(
    editor: Client, city: cities.City, clock_at: Callable[[str], Any]
) -> None:
    here = "/editor/policies/night-food/edit/"
    clock_at("2026-11-01 10:00")
    answer = _again(editor, city).post(here, {**CARD, "valid_to": "2027-12-31"})
    assert answer.status_code == 409
    assert "请先评估" in answer.content.decode()
    assert Policy.objects.get(code="night-food").valid_to == date(2026, 10, 31)


def test_ending_early_is_explained_to_the_public_and_then_evaluated(
    editor: Client, city: cities.City, client: Client, clock_at: Callable[[str], Any]
) -> None:
    here = "/editor/policies/startup-rent/close/"
    for told in (
        {"last_day": "2026-03-01", "reason": "上级政策调整，合并执行"},
        {"last_day": "2028-01-01", "reason": "上级政策调整，合并执行"},
        {"last_day": "2026-03-02", "reason": "停"},
        {"last_day": "", "reason": "上级政策调整，合并执行"},
    ):
        answer = editor.post(here, told)
        assert answer.status_code == 400
        assert told["reason"] in answer.content.decode()
    assert Policy.objects.get(code="startup-rent").valid_to == date(2027, 12, 31)
    told = {"last_day": "2026-03-02", "reason": "上级政策调整，合并执行"}
    assert editor.post(here, told).status_code == 302
    page = client.get("/policies/startup-rent/").content.decode()
    assert "提前终止：上级政策调整" in page
    assert "startup-rent" in [
        row["policy"].code for row in client.get("/policies/").context["rows"]
    ]
    clock_at("2026-03-03 10:00")
    rows = client.get("/policies/").context["rows"]
    assert "startup-rent" not in [row["policy"].code for row in rows]
    _again(editor, city)
    assert editor.post(here, told).status_code == 409
    assert "startup-rent/" in editor.get("/editor/policies/").content.decode()
    facts = Event.objects.get(verb="services.policy.close").facts
    assert (facts["was"], facts["to"]) == ("2027-12-31", "2026-03-02")


def test_one_that_goes_on_after_all_no_longer_says_that_it_ended(
    editor: Client, client: Client
) -> None:
    here = editor.post("/editor/policies/new/", CARD).headers["Location"]
    code = here.split("/")[-3]
    ended = {"last_day": "2026-06-30", "reason": "资金已经用完了"}
    assert editor.post(f"/editor/policies/{code}/close/", ended).status_code == 302
    assert "资金已经用完了" in client.get(f"/policies/{code}/").content.decode()
    longer = {**CARD, "valid_to": "2026-09-30", "revision": "2"}
    assert editor.post(here, longer).status_code == 302
    assert "资金已经用完了" not in client.get(f"/policies/{code}/").content.decode()


def test_no_change_ends_a_policy_in_the_past(editor: Client) -> None:
    here = editor.post("/editor/policies/new/", {**CARD, "valid_from": "2026-02-01"})
    told = {**CARD, "valid_from": "2026-02-01", "valid_to": "2026-03-01", "revision": "1"}
    answer = editor.post(here.headers["Location"], told)
    assert answer.status_code == 400
    assert "这一天已经过去" in answer.content.decode()


def test_one_that_has_not_begun_is_taken_off_and_owes_no_evaluation(
    editor: Client, city: cities.City, client: Client, clock_at: Callable[[str], Any]
) -> None:
    editor.post("/editor/policies/new/", {**CARD, "valid_from": "2026-05-01"})
    told = {"reason": "资金没有落实，不再执行"}
    assert editor.post("/editor/policies/ystwbz/close/", told).status_code == 302
    assert client.get("/policies/ystwbz/").status_code == 404
    clock_at("2027-01-04 10:00")
    due = _again(editor, city).get("/editor/policies/").context["due"]
    assert "ystwbz" not in [one.code for one in due]


def test_loading_the_shipped_file_again_changes_nothing(editor: Client) -> None:
    editor.post("/editor/policies/startup-rent/edit/", CARD)
    editor.post(
        "/editor/policies/tax-small/close/",
        {"last_day": "2026-03-02", "reason": "并入新的政策"},
    )
    before = list(Policy.objects.order_by("pk").values())
    assert load_policies(by=None, at=clock.now()) == 0
    assert list(Policy.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("code", [row["code"] for row in reference.policies()])
def test_every_shipped_condition_survives_the_editors_page(code: str) -> None:
    rows = next(row for row in reference.policies() if row["code"] == code)["conditions"]
    places = {"512000": "资阳市", "512002": "雁江区"}
    assert [row_of(typed_of(row), places) for row in rows] == rows


@pytest.mark.parametrize(
    ("row", "who", "fit"),
    [
        ({"kind": "age_years", "least": 3}, {"founded_on": date(2023, 3, 2)}, Fit.YES),
        ({"kind": "age_years", "least": 3}, {"founded_on": date(2023, 3, 3)}, Fit.NO),
        ({"kind": "staff", "most": 50}, {"staff": 50}, Fit.YES),
        ({"kind": "staff", "most": 50}, {"staff": 51}, Fit.NO),
        ({"kind": "staff", "most": 50}, {}, Fit.OPEN),
        ({"kind": "size", "values": ["large"], "not": True}, {"size": "small"}, Fit.YES),
        ({"kind": "size", "values": ["large"], "not": True}, {"size": "large"}, Fit.NO),
        ({"kind": "size", "values": ["large"], "not": True}, {}, Fit.OPEN),
    ],
)
def test_each_operator_at_its_boundary(row: dict[str, Any], who: dict[str, Any], fit: Fit) -> None:
    assert judge([row], Enterprise(**who), TODAY).fit == fit


def test_the_desk_is_for_editors(city: cities.City, client: Client) -> None:
    assert client.get("/editor/policies/new/").status_code == 302
    client.force_login(city.liu, backend="portal.kernel.backends.LowerCaseBackend")
    assert client.post("/editor/policies/new/", CARD).status_code == 404
    assert not Policy.objects.filter(name=CARD["name"]).exists()


@pytest.mark.parametrize("typed", ["①⓪", "5" + " " * 60 + "abc"])
def test_a_number_is_kept_as_it_was_read_while_judged(editor: Client, typed: str) -> None:
    answer = editor.post("/editor/policies/new/", {**CARD, "c2-text": typed})
    assert answer.status_code in (302, 400)
    for policy in Policy.objects.filter(name=CARD["name"]):
        assert isinstance(policy.conditions[2]["most"], int)
