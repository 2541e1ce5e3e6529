# SPDX-License-Identifier: Apache-2.0
"""Boards, lists, histories, exports and notices tell nobody of what he may not open.

The same scene and the same roles as the matrix of addresses. Each thing of the scene has marks:
words and numbers that stand nowhere else. They may appear only for those who open the thing.
"""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from complaints.appeals.models import Complaint
from licensing.cases.models import Case
from licensing.review.models import ReviewStep
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.sharing.models import Consent, DataRequest
from tests import city as cities
from tests.web.idor_rows import NOBODYS
from tests.web.idor_scene import Scene, client_of

#: Roles beside the cast of the small city: each in an office of no organ and no centre.
MORE_ROLES = ("inspector", "social_supervisor", "helper", "security_admin", "auditor", "editor")
#: What a question after a list's address could bring out.
QUESTIONS = ("", "?page=1", "?page_size=200", "?q={number}", "?number={number}", "?search={number}",
             "?organ={organ}", "?light=running", "?state=accepted")  # fmt: skip
#: Lists that can be asked for some of their rows.
ASKED = {
    "licensing:counter", "licensing:review", "licensing:my_cases", "licensing_api:case-list",
    "complaints:desk", "complaints_api:complaint-list", "complaints:cards", "web:supervision_cases",
    "web:supervision_export", "web:data_requests", "web_api:data-request-list", "web:inbox",
}  # fmt: skip
#: What is public is asked for by strangers only.
PUBLIC, STRANGERS = ("services:", "services_api:"), {"anonymous", "charlie", "xie"}
#: A question that is no longer than this is none for a number.
SHORT = 10
#: Pages where whoever asks gives his own code, or that speak of the process alone.
APART = {"web:readyz", "metrics", "web:logout", "token", "token_revoke", "web:drop_unsent"}

ID_NUMBER, PHONE, NAME = "512002199003070019", "13800132046", "张小丽"
OPINION = "经核对平面图与现场一致"
DESK = {"wang", "zhao"}
REVIEW = {"li", "zhou", "chen"}
OVERSIGHT = {"liu", "inspector"}


def _cast(scene: Scene) -> dict[str, User | None]:
    city = scene.city
    names = ("alice", "bob", "charlie", "wang", "zhao", "sun", "li", "zhou", "chen", "huang", "liu",
             "xie", "gu")  # fmt: skip
    found: dict[str, User | None] = {name: getattr(city, name) for name in names}
    found |= {role: cities.staff(f"role-{role}", role) for role in MORE_ROLES}
    return {**found, "anonymous": None}


def _marks(scene: Scene) -> dict[str, set[str]]:
    """Return by mark who may meet it."""
    case = Case.objects.get(number=scene.facts["number"])
    complaint = Complaint.objects.get()
    ReviewStep.objects.filter(case=case, state="open").update(opinion=OPINION)
    asked = DataRequest.objects.get()
    return {
        str(case.number): {"alice"} | DESK | REVIEW | OVERSIGHT,
        # masked everywhere but on one's own pages
        NAME: {"alice"},
        ID_NUMBER: set(),
        PHONE: {"alice"},
        OPINION: REVIEW | OVERSIGHT,
        complaint.number: {"alice"} | OVERSIGHT,
        complaint.title: {"alice"} | OVERSIGHT,
        asked.purpose: REVIEW,
        asked.about: REVIEW,
        Consent.objects.get().token: {"alice"},
        "川2002行初1号": {"liu", "inspector", "gu", "security_admin", "auditor"},
    }


def _addresses(scene: Scene, who: str) -> list[str]:
    """Return the lists, boards, histories and exports that name nobody's object, as they may be asked."""
    facts = {"number": scene.facts["number"], "organ": scene.city.food.organ_id}
    found = []
    for name in sorted(NOBODYS - APART):
        if name.startswith(PUBLIC) and who not in STRANGERS:
            continue  # the same for everybody
        for kwargs in ({}, {"code": scene.facts["code"]}, {"code": "data-requests"}):
            with suppress(NoReverseMatch):
                address = reverse(name, kwargs=kwargs)
                questions = QUESTIONS if name in ASKED else ("",)
                found += [f"{address}{question.format(**facts)}" for question in questions]
                break
    return found


def _text(answer: Any) -> str:
    """Return what an answer says; a workbook is opened."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            data = b"\n".join(book.read(name) for name in book.namelist())
    return str(data.decode("utf-8", "replace"))


def _without_question(text: str, address: str) -> str:
    """Drop what the asker himself has typed and gets back in the page's form and links."""
    typed = urlsplit(address).query.partition("=")[2]
    return text.replace(typed, "") if len(typed) > SHORT else text


def test_no_board_list_history_or_export_tells_of_what_one_may_not_open(scene: Scene) -> None:
    marks = _marks(scene)
    leaks = []
    for who, user in _cast(scene).items():
        client = client_of(user)
        for address in _addresses(scene, who):
            text = _without_question(_text(client.get(address)), address)
            leaks += [
                (who, address, mark)
                for mark, rightful in marks.items()
                if mark in text and who not in rightful
            ]
    assert leaks == [], "\n".join(map(str, leaks))


@pytest.mark.parametrize(
    ("who", "address", "mark"),
    [
        ("alice", "/cases/", "number"),
        ("li", "/review/", "number"),
        ("liu", "/supervision/cases/", "number"),
        ("liu", "/supervision/export/", "number"),
        ("liu", "/complaints/desk/", "complaint"),
        ("alice", "/api/v1/cases/", "number"),
    ],
)
def test_the_marks_are_where_they_belong(scene: Scene, who: str, address: str, mark: str) -> None:
    """The control: a matrix that finds no mark anywhere would prove nothing."""
    assert str(scene.facts[mark]) in _text(client_of(getattr(scene.city, who)).get(address))


def _opens(client: Client, link: str) -> bool:
    return client.get(link).status_code < 400


def test_nobody_is_told_of_what_he_may_not_open(scene: Scene) -> None:
    """Each notice leads its reader to something that opens for him."""
    drain()
    told = Notice.objects.exclude(user=None).exclude(link="").select_related("user")
    assert told.count() >= 10
    astray = [
        (notice.kind, str(notice.user and notice.user.username), notice.link)
        for notice in told
        if not _opens(client_of(notice.user), notice.link)
    ]
    assert astray == []


def test_no_notice_says_more_than_its_reader_sees_on_the_page(scene: Scene) -> None:
    marks = _marks(scene)
    said = [
        (notice.kind, who, mark)
        for who, user in _cast(scene).items()
        if user is not None
        for notice in Notice.objects.filter(user=user)
        for mark, rightful in marks.items()
        if mark in f"{notice.title} {notice.body}" and who not in rightful
    ]
    assert said == []


def test_a_role_that_ended_yesterday_opens_no_board(scene: Scene) -> None:
    """What a list shows follows from the roles of today, not from those of the sign-in."""
    liu = scene.city.liu
    client = client_of(liu)
    assert client.get("/supervision/export/").status_code == 200
    assert liu.staff_member is not None
    liu.staff_member.roles.update(valid_to=clock.today().replace(year=clock.today().year - 1))
    for address in ("/supervision/", "/supervision/cases/", "/supervision/export/"):
        assert client.get(address).status_code == 404
