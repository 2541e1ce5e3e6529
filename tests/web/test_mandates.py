# SPDX-License-Identifier: Apache-2.0
"""The pages on which mandates are asked for, registered, found and ended."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from licensing.intake.accept import accept
from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, StaffRole
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.accounts.words import MandateKind
from portal.kernel.identity.codes import open_code
from portal.kernel.identity.models import CodePurpose
from portal.kernel.mandates.models import MandateRequest
from tests import city as cities
from tests.gateway import Gateway
from tests.licensing.intake.walk_ins import client_of
from tests.refusals import refused

ELDER = {
    "relation": "child", "name": "王桂芳", "id_kind": "resident",
    "id_number": "512002194703050024", "phone": "13900139000", "valid_to": "2026-12-20",
}  # fmt: skip
AGENT = {"agent_id_kind": "resident", "agent_id_number": "512002199003070019"}
FIRM = {"name": "测试样例02有限公司", "uscc": "91512002MAT0T00160"}


@pytest.fixture
def city(db: None, clock_at: Any) -> cities.City:
    clock_at("2026-11-20 10:00")
    return cities.build()


def test_from_an_item_to_the_code_and_on_to_its_application(
    city: cities.City, gateway: Gateway
) -> None:
    code, alice = city.food.offering.code, client_of(city.alice)
    ask = f"/account/mandates/ask/?item={code}"
    assert ask in alice.get(f"/apply/{code}/").content.decode()
    wrong = alice.post(ask, ELDER | {"scope": "one", "phone": "13800132046"})
    assert wrong.status_code == 400
    assert "phone" in wrong.context["form"].errors
    assert ELDER["name"] in wrong.content.decode()
    assert (
        alice.post(ask, ELDER | {"scope": "one"}).headers["Location"] == "/account/mandates/code/"
    )
    page = alice.get("/account/mandates/code/").content.decode()
    assert city.food.name in page
    assert ELDER["phone"] not in page
    sent = open_code(city.alice, CodePurpose.MANDATE, clock.now())
    assert sent is not None
    assert alice.post("/account/mandates/code/", {"code": "x"}).status_code == 400
    done = alice.post("/account/mandates/code/", {"code": sent.code})
    assert done.headers["Location"] == f"/apply/{code}/"
    assert ELDER["name"] in alice.get(f"/apply/{code}/").content.decode()
    assert ELDER["name"] not in alice.get(f"/apply/{cities.LONG}/").content.decode()


def test_the_list_shows_both_sides_and_each_may_end_it(city: cities.City, gateway: Gateway) -> None:
    alice, charlie = client_of(city.alice), client_of(city.charlie)
    own = ELDER | {"name": "杨秀英", "id_number": "51200219880808005X"}
    assert alice.post("/account/mandates/ask/", own).status_code == 302
    asked = MandateRequest.objects.get()
    assert "张*" in charlie.get("/account/mandates/").content.decode()
    address = f"/account/mandates/asked/{asked.pk}/"
    assert client_of(city.bob).post(address, {"answer": "agree"}).status_code == 404
    assert charlie.post(address, {"answer": "agree"}).status_code == 302
    mandate = Mandate.dated.get(kind="relative")
    for client in (alice, charlie):
        assert f"/account/mandates/{mandate.pk}/end/" in client.get(
            "/account/mandates/"
        ).content.decode()  # fmt: skip
    assert client_of(city.bob).post(f"/account/mandates/{mandate.pk}/end/").status_code == 404
    assert may_act_for(city.alice, mandate.content_object_id)
    assert charlie.post(f"/account/mandates/{mandate.pk}/end/").status_code == 302
    assert not may_act_for(city.alice, mandate.content_object_id)


def _desk(city: cities.City) -> Client:
    return client_of(city.wang)


def test_the_window_registers_a_relative_for_one_matter(city: cities.City) -> None:
    told = {key: value for key, value in ELDER.items() if key != "phone"} | AGENT
    desk, address = _desk(city), "/counter/mandates/relative/"
    unknown = desk.post(address, told | {"matter": "511A-none"})
    assert list(unknown.context["form"].errors) == ["matter"]
    late = desk.post(address, told | {"valid_to": "2027-11-21"})
    assert list(late.context["form"].errors) == ["valid_to"]
    assert not Mandate.dated.filter(kind="relative").exists()
    matter = city.food.offering.code
    assert desk.post(address, told | {"matter": matter}).status_code == 302
    found = Mandate.dated.get(kind="relative")
    assert (found.user, found.matter, found.confirmed) == (city.alice, matter, "paper")


def test_the_window_registers_a_courts_administrator(city: cities.City) -> None:
    told = AGENT | FIRM | {
        "kind": "administrator", "paper": "（2026）川20破1号", "valid_from": "2026-11-20",
        "valid_to": "",
    }  # fmt: skip
    desk, address = _desk(city), "/counter/mandates/court/"
    assert list(desk.post(address, told | {"paper": ""}).context["form"].errors) == ["paper"]
    assert may_act_for(city.bob, city.other_firm.pk)
    assert desk.post(address, told).status_code == 302
    assert not may_act_for(city.bob, city.other_firm.pk)
    assert may_act_for(city.alice, city.other_firm.pk)
    assert (
        "法院指定管理人期间暂停" in client_of(city.bob).get("/account/mandates/").content.decode()
    )
    again = desk.post("/counter/mandates/", AGENT | FIRM | {"valid_to": ""})
    assert again.status_code == 400
    assert "管理人" in again.content.decode()


def test_the_window_finds_by_the_paper_and_ends(city: cities.City) -> None:
    desk, address = _desk(city), "/counter/mandates/find/"
    mandate = Mandate.dated.get(content_object=city.other_firm)
    asked = {"id_kind": "resident", "number": FIRM["uscc"]}
    assert "邓*" in desk.post(address, asked).content.decode()
    other = {"id_kind": "resident", "number": "92512000MAT0T00085"}
    assert desk.post(address, other | {"mandate": mandate.pk}).status_code == 404
    assert may_act_for(city.bob, city.other_firm.pk)
    assert desk.post(address, asked | {"mandate": mandate.pk}).status_code == 302
    assert not may_act_for(city.bob, city.other_firm.pk)


def test_a_resting_mandate_for_a_person_is_found_by_any_document(city: cities.City) -> None:
    own = city.charlie.person
    assert own is not None
    Mandate.dated.filter(user=city.alice).delete()
    from_window = {**AGENT, "relation": "other", "name": own.name, "id_kind": "resident"}
    told = from_window | {"id_number": own.id_number, "valid_to": "2026-12-20", "matter": ""}
    assert _desk(city).post("/counter/mandates/relative/", told).status_code == 302
    found = _desk(city).post(
        "/counter/mandates/find/", {"id_kind": "resident", "number": own.id_number.lower()}
    )
    assert "亲友代办" in found.content.decode()
    assert Mandate.dated.get(user=city.alice).kind == MandateKind.RELATIVE


def test_a_helper_of_the_centre_acts_in_one_matter_and_takes_no_file_of_it_in(
    city: cities.City,
) -> None:
    he = cities.staff("he", "helper", centre=city.centre)
    StaffRole.objects.create(staff=he.staff, role="clerk", valid_from=cities.LONG_AGO)
    elder = {key: ELDER[key] for key in ("name", "id_kind", "id_number", "valid_to")}
    told = elder | {"helper": "he", "matter": city.food.offering.code}
    desk, address = _desk(city), "/counter/mandates/helper/"
    assert list(desk.post(address, told | {"helper": "wang"}).context["form"].errors) == ["helper"]
    assert list(desk.post(address, told | {"matter": ""}).context["form"].errors) == ["matter"]
    own = client_of(he).post(address, told)
    assert own.status_code == 400
    assert not Mandate.dated.filter(kind="helper").exists()
    assert desk.post(address, told).status_code == 302
    mandate = Mandate.dated.get(kind="helper")
    assert (mandate.user, mandate.matter) == (he, city.food.offering.code)
    assert ELDER["name"] in client_of(he).get(f"/apply/{mandate.matter}/").content.decode()
    assert ELDER["name"] not in client_of(he).get(f"/apply/{cities.LONG}/").content.decode()
    case = cities.submitted(city, applicant=mandate.content_object, by=he)
    cities.check_all(city, case)
    with refused("recusal"):
        accept(case=case, by=he, at=clock.now())
