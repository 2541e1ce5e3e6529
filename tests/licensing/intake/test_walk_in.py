# SPDX-License-Identifier: Apache-2.0
"""A walk-in is asked the same as online: table, situation, and what the office has is spared."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from licensing.cases.models import Case, CaseMaterial, MaterialGrade
from licensing.cases.table import rows_of
from licensing.intake.walk_in import receive_at_counter
from portal.kernel import clock
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Party
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.crypto import digest
from portal.kernel.errors import Invalid
from portal.kernel.registers.actions import connect, take_copy
from portal.kernel.registers.copies import RegisterLine
from services.items.models.version import OfferingVersion
from services.situations.actions import load_situations
from services.situations.models import ItemSituation
from services.tables.actions import load_form_fields
from services.tables.models import FormField
from tests import city as cities
from tests.kernel.registers.test_copies import ROW
from tests.licensing.intake.walk_ins import FIRM, NEW_FIRM, TABLE, address, client_of, issue_licence

AGENT = "委托代理人身份证明及授权委托书"


def _ask() -> None:
    load_situations(by=None, at=clock.now())
    load_form_fields(by=None, at=clock.now())


@pytest.fixture
def bare(db: None) -> cities.City:
    """The small city before its items ask anything."""
    return cities.build()


@pytest.fixture
def city(bare: cities.City) -> cities.City:
    _ask()
    return bare


@pytest.fixture
def clerk(city: cities.City) -> Client:
    return client_of(city.wang)


def _present(city: cities.City) -> list[int]:
    return [one.pk for one in city.food.materials.filter(necessity="required")]


def test_first_it_is_asked_who_stands_there(city: cities.City, clerk: Client) -> None:
    page = clerk.get(address()).content.decode()
    assert "下一步：填申请表" in page
    assert "经营场所面积" not in page


def test_what_is_known_is_filled_in_and_the_reading_is_noted(
    city: cities.City, clerk: Client
) -> None:
    page = clerk.post(address(), {**FIRM, "act": "identify"}).content.decode()
    assert f'value="{city.shop.name}"' in page
    assert "来自账号登记信息，可以改。" in page
    assert "委托他人办理吗？" in page
    note = ReadLog.objects.get()
    assert (note.reader, note.party) == (city.wang, city.shop)
    assert not Case.objects.exists()


def test_somebody_new_is_asked_everything_and_not_kept_before_the_file_is_in(
    city: cities.City, clerk: Client
) -> None:
    before = Party.objects.count()
    page = clerk.post(address(), {**NEW_FIRM, "act": "identify"}).content.decode()
    assert f'value="{NEW_FIRM["name"]}"' in page
    assert not ReadLog.objects.exists()
    wrong = {**NEW_FIRM, **TABLE, "asked": "1", "act": "receive", "f-premises_area": "很大"}
    assert clerk.post(address(), wrong).status_code == 400
    assert Party.objects.count() == before


def test_the_file_holds_table_and_situation_as_one_from_online(
    city: cities.City, clerk: Client
) -> None:
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "yes", "s-machine": "no"}
    answer = clerk.post(address(), {**told, "act": "receive", "present": _present(city)})
    assert answer.status_code == 302
    case = Case.objects.get()
    rows = {row["label"]: row for row in rows_of(case)}
    assert rows["申请人名称（姓名）"]["source"] == "来自账号登记信息"
    assert rows["经营场所面积（平方米）"]["source"] == "申请人当面说明，窗口录入"
    assert [row["said"] for row in case.form["situation"]] == ["是", "否"]
    assert CaseMaterial.objects.get(case=case, material__name=AGENT).is_applicable
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "86.5" in page
    assert "委托他人办理吗？" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("f-premises_area", "很大", "经营场所面积（平方米）请填不小于 0 的数字"),
        ("f-legal_person", "", "请填写法定代表人（负责人）"),
        ("s-machine", "", "请问申请人："),
        ("s-machine", "perhaps", "有一个回答认不出来"),
        ("number", "91", "统一社会信用代码不对"),
        ("phone", "12", "电话号码不对"),
        ("agent_name", "李四", "请填写身份证号"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_lost(
    city: cities.City, clerk: Client, name: str, value: str, said: str
) -> None:
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no", "act": "receive"}
    before = Party.objects.count()
    answer = clerk.post(address(), {**told, name: value, "present": _present(city)})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert 'value="某街 1 号"' in page
    assert page.count(" checked") >= len(_present(city))
    assert not Case.objects.exists()
    assert Party.objects.count() == before


def test_an_optional_line_may_be_left_out(city: cities.City, clerk: Client) -> None:
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no", "act": "receive"}
    assert clerk.post(address(), {**told, "f-food_licence": ""}).status_code == 302


def test_the_action_asks_whoever_calls_it(city: cities.City) -> None:
    with pytest.raises(Invalid) as caught:
        receive_at_counter(
            version=city.food, applicant=city.shop, agent=None, window=city.window,
            form={}, present=set(), key="k", by=city.wang, at=clock.now(),
        )  # fmt: skip
    fields = {one.field for one in caught.value.problems}
    assert {"f-premises_area", "s-agent"} <= fields
    assert not Case.objects.exists()


def test_follow_ups_and_materials_come_with_the_answers(city: cities.City, clerk: Client) -> None:
    told = {**FIRM, **TABLE, "asked": "1", "act": "refresh", "s-agent": "no", "s-machine": "no"}
    page = clerk.post(address(), told)
    assert page.status_code == 200
    text = page.content.decode()
    assert AGENT not in text
    assert 'value="某街 1 号"' in text
    assert AGENT in clerk.post(address(), {**told, "s-agent": "yes"}).content.decode()
    assert ReadLog.objects.count() == 1


def test_what_the_office_has_is_not_asked_and_counted(bare: cities.City) -> None:
    held = bare.food.materials.filter(necessity="required")[0]
    issue_licence(bare, held.name)
    _ask()
    clerk = client_of(bare.wang)
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no"}
    page = clerk.post(address(), {**told, "act": "refresh"}).content.decode()
    assert "份材料里，1 份不用交" in page
    assert f'id="m{held.pk}"' not in page
    answer = clerk.post(address(), {**told, "act": "receive"})
    case = Case.objects.order_by("-pk")[0]
    assert CaseMaterial.objects.get(case=case, material=held).grade == MaterialGrade.A
    assert "免提交率" in clerk.get(answer.headers["Location"]).content.decode()


def test_an_item_that_asks_nothing_is_entered_on_one_page(city: cities.City, clerk: Client) -> None:
    FormField.objects.all().delete()
    ItemSituation.objects.all().delete()
    page = clerk.get(address()).content.decode()
    assert "收件，去核验" in page
    assert clerk.post(address(), {**FIRM, "present": _present(city)}).status_code == 302


def test_who_cannot_apply_is_told_before_anything_is_asked(
    city: cities.City, clerk: Client
) -> None:
    firms = OfferingVersion.objects.filter(applicant_kind="enterprise", status="published")[0]
    person = {**FIRM, "kind": "person", "name": "杨秀英", "number": "51200219880808005X"}
    answer = clerk.post(address(firms.offering.code), {**person, "act": "identify"})
    assert answer.status_code == 400
    assert "只能由企业或其他组织申请" in answer.content.decode()
    grant_mandate(agent=city.wang, principal=city.shop)
    answer = client_of(city.wang).post(address(), {**FIRM, "act": "identify"})
    assert answer.status_code == 409
    assert "回避" in answer.content.decode()
    assert "来自账号登记信息" not in answer.content.decode()
    assert not ReadLog.objects.exists()


def test_a_refusal_keeps_what_was_typed(city: cities.City) -> None:
    grant_mandate(agent=city.wang, principal=city.shop)
    told: dict[str, Any] = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no"}
    answer = client_of(city.wang).post(address(), {**told, "act": "receive"})
    assert answer.status_code == 409
    assert 'value="某街 1 号"' in answer.content.decode()
    assert not Case.objects.exists()


def test_the_key_stands_for_the_table_too_and_a_double_click_for_one_file(
    city: cities.City, clerk: Client
) -> None:
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no", "act": "receive"}
    told["key"] = "k" * 32
    first = clerk.post(address(), told)
    assert clerk.post(address(), told).headers["Location"] == first.headers["Location"]
    other = clerk.post(address(), {**told, "f-premises_area": "99"})
    assert other.status_code == 409
    assert 'value="99"' in other.content.decode()
    assert Case.objects.count() == 1


def test_an_original_on_the_desk_is_checked_also_when_the_office_has_the_paper(
    bare: cities.City,
) -> None:
    title = bare.food.materials.filter(necessity="required")[0].name
    issue_licence(bare, title)
    _ask()
    told = {**FIRM, **TABLE, "asked": "1", "s-agent": "no", "s-machine": "no", "act": "receive"}
    answer = client_of(bare.wang).post(address(), {**told, "present": _present(bare)})
    assert answer.status_code == 302
    line = CaseMaterial.objects.filter(material__name=title).latest("pk")
    assert (line.grade, line.origin, line.verdict) == (MaterialGrade.B, "counter", "pending")


def test_looking_up_a_number_that_nobody_knows_leaves_a_trace(
    city: cities.City, clerk: Client
) -> None:
    register = connect(row=ROW, by=None, at=clock.now())
    rows = [RegisterLine(NEW_FIRM["number"], {"legal_person": "王五"})]
    take_copy(
        register=register, rows=rows, copied_on=clock.today(), is_whole=True, by=None,
        at=clock.now(),
    )  # fmt: skip
    for _twice in range(2):
        page = clerk.post(address(), {**NEW_FIRM, "act": "identify"}).content.decode()
        assert 'value="王五"' in page
    event = Event.objects.get(verb="kernel.register.look_up")
    assert (event.actor, event.subject) == (city.wang, register.subject)
    assert event.facts == {"about": digest(NEW_FIRM["number"])}
