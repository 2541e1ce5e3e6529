# SPDX-License-Identifier: Apache-2.0
"""The item's own fields and the situation in an application: asked once, known things filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from licensing.apply import draft
from licensing.apply.submit import submission_problems
from licensing.apply.table import known_for
from licensing.cases.models import Case, CaseMaterial, MaterialGrade, Origin
from licensing.cases.table import address_of, fields_of, rows_of, spared, values_of
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.errors import Invalid
from services.situations.actions import load_situations
from services.tables.actions import load_form_fields
from services.tables.models import FormField
from tests import city as cities

MACHINE = "利用自动设备从事食品经营的设备产品合格证明与具体放置地点"
GOOD = {
    "f-applicant_name": "阿丽的店",
    "f-applicant_number": "91512000MAHPGGGY16",
    "f-legal_person": "张三",
    "f-premises": "某街 1 号",
    "f-premises_area": "86.5",
    "f-food_business": "餐饮服务经营者",
    "f-food_manager": "李四",
    "f-food_manager_phone": "13800000000",
    "f-food_licence": "",
}
CONTACT = {"contact_name": "张三", "contact_phone": "13800000000", "address": "", "remark": ""}


@pytest.fixture
def city(db: None) -> cities.City:
    found = cities.build()
    load_situations(by=None, at=clock.now())
    load_form_fields(by=None, at=clock.now())
    return found


def _draft(city: cities.City) -> Case:
    return draft.start_draft(
        version=city.food,
        applicant=city.shop,
        centre=city.centre,
        by=city.alice,
        at=clock.now(),
    )


@pytest.fixture
def case(city: cities.City) -> Case:
    return _draft(city)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _at(case: Case, step: str) -> str:
    return f"/apply/{cities.FOOD}/{case.pk}/{step}/"


def _say(client: Client, case: Case, **answers: str) -> Any:
    answer = None
    for code, reply in answers.items():
        answer = client.post(_at(case, "situation"), {f"s-{code}": reply})
    return answer


def test_the_account_fills_in_what_it_knows_and_says_so(city: cities.City, case: Case) -> None:
    page = _client(city.alice).get(_at(case, "contact")).content.decode()
    assert city.shop.name in page
    assert "来自账号登记信息，可以改。" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("f-premises_area", "很大", "经营场所面积（平方米）请填不小于 0 的数字"),
        ("f-food_business", "摆摊", "主体业态请从列出的内容里选一项"),
        ("f-food_manager_phone", "12", "食品安全管理人员电话请填"),
        ("f-legal_person", "", "请填写法定代表人（负责人）"),
        ("f-applicant_number", "91", "证件号码的格式不对"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    city: cities.City, case: Case, name: str, value: str, said: str
) -> None:
    answer = _client(city.alice).post(_at(case, "contact"), {**CONTACT, **GOOD, name: value})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    label, _colon, _rest = said.partition("请填不")
    assert f"{label}：{label}" not in page
    assert "某街 1 号" in page
    case.refresh_from_db()
    assert values_of(case)["premises"] == "某街 1 号"
    assert f"f-{name.removeprefix('f-')}" in {one.field for one in submission_problems(case)}


def test_right_fields_lead_on_and_say_where_each_is_from(city: cities.City, case: Case) -> None:
    client = _client(city.alice)
    known = known_for(case, fields_of(case))
    typed = {**CONTACT, **GOOD, "f-applicant_name": known["applicant_name"].value}
    answer = client.post(_at(case, "contact"), typed)
    assert answer.headers["Location"] == _at(case, "situation")
    case.refresh_from_db()
    table = case.form["table"]
    assert [row["label"] for row in rows_of(case)][:3] == [
        "申请人名称（姓名）",
        "证件号码",
        "法定代表人（负责人）",
    ]
    assert table["applicant_name"]["source"] == "来自账号登记信息"
    assert table["premises"]["source"] == "由申请人填写"
    assert not [one for one in submission_problems(case) if one.field.startswith("f-")]


def test_what_was_said_in_an_earlier_case_is_offered_again_with_its_number(
    city: cities.City, case: Case
) -> None:
    client = _client(city.alice)
    client.post(_at(case, "contact"), {**CONTACT, **GOOD})
    Case.objects.filter(pk=case.pk).update(number="512000-1", state="submitted")
    later = _draft(city)
    assert later.pk != case.pk
    known = known_for(later, fields_of(later))
    assert known["legal_person"].value == "张三"
    assert "512000-1" in known["legal_person"].source
    page = client.get(_at(later, "contact")).content.decode()
    assert "来自以前的申请 512000-1，可以改。" in page


def test_nothing_is_known_from_another_applicants_case(city: cities.City, case: Case) -> None:
    _client(city.alice).post(_at(case, "contact"), {**CONTACT, **GOOD})
    Case.objects.filter(pk=case.pk).update(
        number="512000-1", state="submitted", applicant=city.other_firm
    )
    later = _draft(city)
    assert "legal_person" not in known_for(later, fields_of(later))


def test_the_answers_pick_the_materials_and_stay_on_the_case(city: cities.City, case: Case) -> None:
    client = _client(city.alice)
    answer = _say(client, case, agent="no", machine="yes")
    assert answer.headers["Location"] == _at(case, "materials")
    applies = {
        line.material.name: line.is_applicable
        for line in CaseMaterial.objects.filter(case=case).select_related("material")
    }
    assert applies[MACHINE]
    assert sum(applies.values()) == 6
    case.refresh_from_db()
    assert [row["said"] for row in case.form["situation"]] == ["否", "是"]
    page = client.get(_at(case, "materials")).content.decode()
    assert "我没有这种情形" not in page


def test_materials_wait_until_the_situation_is_known(city: cities.City, case: Case) -> None:
    client = _client(city.alice)
    assert client.get(_at(case, "materials")).headers["Location"] == _at(case, "situation")
    assert "situation" in {one.field for one in submission_problems(case)}
    _say(client, case, agent="no", machine="no")
    case.refresh_from_db()
    assert client.get(_at(case, "materials")).status_code == 200
    assert "situation" not in {one.field for one in submission_problems(case)}


def test_an_answer_can_be_taken_back(city: cities.City, case: Case) -> None:
    client = _client(city.alice)
    _say(client, case, agent="yes", machine="yes")
    client.post(_at(case, "situation"), {"again": "s-machine"})
    case.refresh_from_db()
    assert [row["question"] for row in case.form["situation"]] == ["agent"]
    _say(client, case, machine="no")
    line = CaseMaterial.objects.get(case=case, material__name=MACHINE)
    assert not line.is_applicable


@pytest.mark.parametrize("given", [{"agent": "maybe"}, {"blood": "yes"}])
def test_an_unknown_answer_changes_nothing(
    city: cities.City, case: Case, given: dict[str, str]
) -> None:
    before = list(CaseMaterial.objects.filter(case=case).values())
    with pytest.raises(Invalid):
        draft.describe_situation(case=case, given=given, by=city.alice, at=clock.now())
    assert _say(_client(city.alice), case, **given).status_code == 400
    case.refresh_from_db()
    assert "situation" not in (case.form or {})
    assert list(CaseMaterial.objects.filter(case=case).values()) == before


def test_no_answer_is_asked_for_by_name(city: cities.City, case: Case) -> None:
    answer = _client(city.alice).post(_at(case, "situation"))
    assert answer.status_code == 400
    assert "请先选一个回答" in answer.content.decode()


def test_a_personal_checklist_is_carried_into_the_application(city: cities.City) -> None:
    client = _client(city.alice)
    answer = client.post(
        f"/apply/{cities.FOOD}/?s-agent=yes&s-machine=no", {"applicant": city.shop.pk}
    )
    assert answer.status_code == 302
    case = Case.objects.get(state="draft", applicant=city.shop)
    assert [row["said"] for row in case.form["situation"]] == ["是", "否"]


def test_what_a_licence_covers_is_counted_as_spared(city: cities.City, case: Case) -> None:
    line = CaseMaterial.objects.filter(case=case, is_applicable=True)[0]
    CaseMaterial.objects.filter(pk=line.pk).update(origin=Origin.LICENCE, grade=MaterialGrade.A)
    lines = CaseMaterial.objects.filter(case=case).select_related("material")
    assert spared(lines)["count"] == 1
    assert spared(lines)["names"] == [line.material.name]
    assert spared([])["rate"] == 0


def test_the_board_counts_the_materials_spared(db: None) -> None:
    city = cities.build()
    case = cities.submitted(city)
    lines = CaseMaterial.objects.filter(case=case, is_applicable=True)
    CaseMaterial.objects.filter(pk=lines[0].pk).update(origin=Origin.LICENCE, grade=MaterialGrade.A)
    page = _client(city.liu).get("/supervision/")
    figures = page.context["figures"]
    assert (figures["spared"], figures["materials"]) == (1, lines.count())
    assert "免提交率" in page.content.decode()


def test_items_without_fields_ask_for_the_contact_only(city: cities.City) -> None:
    FormField.objects.all().delete()
    case = _draft(city)
    answer = _client(city.alice).post(_at(case, "contact"), CONTACT)
    assert answer.status_code == 302


def test_the_address_is_asked_for_once_and_stands_on_the_papers(
    city: cities.City, case: Case
) -> None:
    client = _client(city.alice)
    assert 'name="address"' not in client.get(_at(case, "contact")).content.decode()
    client.post(_at(case, "contact"), {**CONTACT, **GOOD})
    case.refresh_from_db()
    assert address_of(case) == "某街 1 号"


def test_an_item_without_its_own_address_asks_for_that_of_the_contact(
    city: cities.City, case: Case
) -> None:
    FormField.objects.all().delete()
    _client(city.alice).post(_at(case, "contact"), {**CONTACT, "address": "另一条街"})
    case.refresh_from_db()
    assert address_of(case) == "另一条街"


def test_a_text_too_long_for_its_line_is_shown_again_and_not_cut(
    city: cities.City, case: Case
) -> None:
    client = _client(city.alice)
    client.post(_at(case, "contact"), {**CONTACT, **GOOD, "remark": "从前写的"})
    answer = client.post(_at(case, "contact"), {**CONTACT, **GOOD, "remark": "话" * 501})
    assert answer.status_code == 400
    assert "话" * 501 in answer.content.decode()
    case.refresh_from_db()
    assert case.form["remark"] == "从前写的"
    client.post(_at(case, "contact"), {**CONTACT, **GOOD, "remark": "话" * 500})
    case.refresh_from_db()
    assert case.form["remark"] == "话" * 500
