# SPDX-License-Identifier: Apache-2.0
"""The personal checklist as visitors see it, and the desk on which editors write it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from services.demo import load_demo_catalogue
from services.items import reference
from services.items.models.item import ServiceItem
from services.items.models.version import OfferingVersion
from services.situations.models import ItemSituation

pytestmark = pytest.mark.django_db
FOOD = "511A0005200004"
AGENT = "委托代理人身份证明及授权委托书"
MACHINE = "利用自动设备从事食品经营的设备产品合格证明与具体放置地点"
HERE = f"/services/{FOOD}/situation/"


@pytest.fixture
def editor(db: None) -> Client:
    user = User.objects.create_user("editor-anna", is_active=True)
    staff = StaffMember.objects.create(user=user, name="安娜")
    StaffRole.objects.create(staff=staff, role="editor")
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _listed(client: Client, **said: str) -> tuple[list[str], list[str]]:
    page = client.get(HERE, {f"s-{code}": reply for code, reply in said.items()})
    assert page.status_code == 200
    found = page.context["checklist"]
    return [one.name for one in found.needed], [one.name for one in found.spared]


def test_the_guide_asks_the_first_question(client: Client, demo_catalogue: None) -> None:
    page = client.get(f"/services/{FOOD}/").content.decode()
    assert "委托他人办理吗？" in page
    assert f'action="{HERE}"' in page


def test_an_item_without_questions_has_no_such_page(client: Client, demo_catalogue: None) -> None:
    item = ServiceItem.objects.filter(situation=None, offerings__isnull=False)[0]
    code = item.offerings.all()[0].code
    assert client.get(reverse("services:situation", args=[code])).status_code == 404
    assert "先说说您的情形" not in client.get(f"/services/{code}/").content.decode()


def test_the_checklist_is_exact_for_each_way_of_answering(
    client: Client, demo_catalogue: None
) -> None:
    needed, spared = _listed(client, agent="no", machine="no")
    assert set(spared) == {AGENT, MACHINE}
    assert len(needed) == 5
    needed, spared = _listed(client, agent="yes", machine="no")
    assert AGENT in needed
    assert spared == [MACHINE]


def test_the_next_question_carries_the_answers_along(client: Client, demo_catalogue: None) -> None:
    page = client.get(HERE, {"s-agent": "yes"}).content.decode()
    assert '<input type="hidden" name="s-agent" value="yes">' in page
    assert "自动设备" in page


def test_an_unknown_answer_is_refused_and_the_others_stay(
    client: Client, demo_catalogue: None
) -> None:
    page = client.get(HERE, {"s-agent": "yes", "s-machine": "maybe"})
    assert page.status_code == 400
    text = page.content.decode()
    assert "再答一次" in text
    assert 'name="s-agent" value="yes"' in text


def _form(rows: list[dict[str, Any]], revision: int) -> dict[str, Any]:
    data: dict[str, Any] = {"revision": revision}
    for index, row in enumerate(rows):
        data[f"q{index}-code"], data[f"q{index}-text"] = row["code"], row["text"]
        for place, reply in enumerate(row["answers"]):
            for key in ("code", "text", "needs", "spares", "then"):
                data[f"q{index}-a{place}-{key}"] = reply.get(key, [] if key > "o" else "")
    return data


YES_NO: list[dict[str, Any]] = [
    {"code": "", "text": "是", "needs": [AGENT]},
    {"code": "", "text": "否", "needs": []},
]


def test_an_editor_writes_tries_and_asks_new_questions(
    client: Client, editor: Client, demo_catalogue: None
) -> None:
    edit, trial = f"/editor/situations/{FOOD}/", f"/editor/situations/{FOOD}/try/"
    rows = [{"code": "", "text": "由别人代办吗？", "answers": YES_NO}]
    assert editor.post(edit, _form(rows, 0)).status_code == 302
    assert "由别人代办吗？" in editor.get(trial).content.decode()
    assert "由别人代办吗？" not in client.get(f"/services/{FOOD}/").content.decode()
    tried = editor.get(trial, {"s-q1": "a1"})
    assert AGENT in [one.name for one in tried.context["checklist"].needed]
    assert editor.post(f"{edit}publish/").status_code == 302
    assert "由别人代办吗？" in client.get(f"/services/{FOOD}/").content.decode()


def test_wrong_questions_are_shown_as_typed_and_nothing_is_kept(
    editor: Client, demo_catalogue: None
) -> None:
    rows = [{"code": "", "text": "只有一个回答？", "answers": YES_NO[:1]}]
    page = editor.post(f"/editor/situations/{FOOD}/", _form(rows, 0))
    assert page.status_code == 400
    assert "只有一个回答？" in page.content.decode()
    assert "至少要有两个回答" in page.content.decode()
    assert ItemSituation.objects.get(item__code=FOOD).draft is None


def test_who_saves_over_another_is_told(editor: Client, demo_catalogue: None) -> None:
    rows = [{"code": "", "text": "由别人代办吗？", "answers": YES_NO}]
    assert editor.post(f"/editor/situations/{FOOD}/", _form(rows, 0)).status_code == 302
    rows[0]["text"] = "另一个人写的"
    assert editor.post(f"/editor/situations/{FOOD}/", _form(rows, 0)).status_code == 409
    kept = ItemSituation.objects.get(item__code=FOOD).draft
    assert kept is not None
    assert kept[0]["text"] == "由别人代办吗？"


def test_the_desk_is_closed_to_visitors(client: Client, demo_catalogue: None) -> None:
    assert client.get("/editor/situations/").status_code == 302
    assert client.post(f"/editor/situations/{FOOD}/publish/").status_code == 302


def test_loading_twice_changes_nothing(demo_catalogue: None) -> None:
    before = list(ItemSituation.objects.order_by("pk").values())
    assert len(before) == len(reference.situations()) == 22
    load_demo_catalogue(by=None, at=clock.now())
    assert list(ItemSituation.objects.order_by("pk").values()) == before
    assert OfferingVersion.objects.filter(offering__code=FOOD).count() == 1
