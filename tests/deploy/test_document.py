# SPDX-License-Identifier: Apache-2.0
"""A city from nothing by docs/deployment.md alone: an empty machine, then the first accepted case."""

from __future__ import annotations

import base64
import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from django_otp.oath import totp
from openpyxl import load_workbook

from portal.kernel.staff.city import PARTS, SHEETS
from tests import city as cities
from tests.chaos import sink
from tests.deploy.machine import Machine, machine, section
from tests.deploy.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

ITEM = "512B0068100002"
OWN = "清晨-Qinglan-0412"
CITY: dict[str, list[dict[str, Any]]] = {
    "organs": [{"code": "rsj", "name": "市人力资源和社会保障局", "division": "512000"}],
    "centres": [{"code": "main", "name": "示例市政务服务中心", "division": "512000"}],
    "windows": [{"centre": "main", "number": 1, "name": "综合窗口"}],
    "hours": [
        {"centre": "main", "weekday": day, "opens": "9:00", "closes": "17:00"}
        for day in range(1, 6)
    ],
    "staff": [
        {"username": "admin1", "name": "顾敏", "roles": "system_admin"},
        {"username": "admin2", "name": "林立", "roles": "system_admin"},
        {"username": "wang", "name": "王晓", "roles": "clerk", "centre": "main", "windows": "1"},
    ],
}
NEXT_YEAR = "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,workday,元旦\n"


@pytest.fixture
def city() -> Iterator[Machine]:
    with sink.listening() as (_mails, mail_port), machine(mail_port) as made:
        yield made


def _fill_in(made: Machine) -> None:
    """Write what the city has: its workbook, its catalogue, next year's notice."""
    path = made.city / "city.xlsx"
    book = load_workbook(path)
    for part, columns in PARTS.items():
        for row in CITY[part]:
            book[SHEETS[part]].append([row.get(name) for name in columns])
    book.save(path)
    rows = json.loads(cities.CATALOGUE.read_text(encoding="utf-8"))
    item = [row for row in rows if row["code"] == ITEM]
    (made.city / "catalogue.json").write_text(json.dumps(item, ensure_ascii=False))
    (made.city / "2027.csv").write_text(NEXT_YEAR)


def _visitor(made: Machine) -> Visitor:
    return Visitor(made.https_port, made.certificate)


def _staff(made: Machine, name: str) -> Visitor:
    """Sign in for the first time with own password and authenticator, then with both."""
    lines = (made.city / "first-passwords").read_text().splitlines()
    one = _visitor(made)
    one.open("/login/")
    one.press(values={"username": name, "password": dict(map(str.split, lines))[name]})
    assert one.path == "/login/first/"
    key = base64.b32decode("".join(one.page.xpath("//code/text()")[0].split()))
    one.press(values={"password": OWN, "again": OWN, "code": f"{totp(key):06}"})
    assert one.path == "/login/"
    one.press(values={"username": name, "password": OWN})
    _second_factor(one, key)
    return one


def _second_factor(one: Visitor, key: bytes) -> None:
    """Type the next code of the authenticator: each is good for once, and half a minute long."""
    until = time.monotonic() + 90
    ahead = 1
    while one.path.startswith("/login/code/"):
        assert time.monotonic() < until, one.text
        one.press(values={"code": f"{totp(key, drift=ahead):06}"})
        ahead = 0
        time.sleep(0.5)


def _resident(number: str) -> str:
    """Return an ID number with its last sign."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(one) * weight for one, weight in zip(number, weights, strict=True))
    return number + "10X98765432"[total % 11]


def _file(made: Machine) -> tuple[Visitor, str]:
    """Register as a citizen and file the item with its papers; returns the case's number, too."""
    one = _visitor(made)
    one.open(f"/register/?next=/apply/{ITEM}/")
    person = {"name": "周小麦", "id_number": _resident("51200019900307123"), "phone": "13800138000"}
    one.press(values={**person, "username": "xiaomai", "password": OWN})
    one.open(f"/apply/{ITEM}/")
    one.press(values={"applicant": one.page.xpath("//input[@name='applicant']/@value")[0]})
    one.press()
    assert one.path.endswith("/materials/")
    for action in one.page.xpath("//form[.//input[@type='file']]/@action"):
        one.press(action=action, files={"file": ("材料.pdf", cities.PDF, "application/pdf")})
    one.open(one.path.replace("/materials/", "/confirm/"))
    one.press(values={"is_true": "on"})
    found = re.fullmatch(r"/cases/(\d{4}-\d{8}-\d+)/", one.path)
    assert found, one.text
    return one, found[1]


def _accept(clerk: Visitor, number: str) -> None:
    clerk.open(f"/counter/{number}/")
    clerk.press(action=f"/counter/{number}/identity/", values={"seen": "copy"})
    lines = set(clerk.page.xpath("//input[starts-with(@name, 'verdict_')]/@name"))
    assert lines
    clerk.press(action=f"/counter/{number}/accept/", values=dict.fromkeys(lines, "passed"))
    assert "已受理" in clerk.text


def _paper_arrives(citizen: Visitor, number: str) -> None:
    """Wait until the worker has drawn both papers, and open the newer one: the acceptance."""
    until = time.monotonic() + 90
    while (
        len(links := citizen.page.xpath(f"//a[contains(@href, '/cases/{number}/papers/')]/@href"))
        < 2
    ):
        assert time.monotonic() < until, citizen.text
        time.sleep(0.5)
        citizen.open(f"/cases/{number}/")
    for link in links:
        paper = citizen.session.get(citizen.address + link, timeout=20)
        assert paper.content.startswith(b"%PDF-")


def test_a_city_begins_by_the_document_alone(city: Machine) -> None:
    *begin, health = section("Without Docker")
    empty, load, year = section("The city")
    city.do(*begin, empty)
    _fill_in(city)
    # the same shell would know it still
    portal = re.findall(r"^portal\(\) \(.*?^\)\n", "".join(begin), re.MULTILINE | re.DOTALL)[0]
    city.do(portal, load, year)
    admin = _staff(city, "admin1")
    assert admin.path == "/staff/people/"
    assert "王晓" in admin.text
    citizen, number = _file(city)
    clerk = _staff(city, "wang")
    _accept(clerk, number)
    citizen.open(f"/cases/{number}/")
    assert "受理通知书" in citizen.text
    cookies = {cookie.name: cookie.secure for cookie in citizen.session.cookies}
    assert cookies["__Host-sessionid"]
    assert cookies["__Host-csrftoken"]
    styles = citizen.page.xpath("//link[@rel='stylesheet']/@href")
    assert styles
    for path in styles:
        assert citizen.session.get(citizen.address + path, timeout=20).status_code == 200
    missing = citizen.session.get(citizen.address + "/no-such-page/", timeout=20)
    assert missing.status_code == 404
    assert "Traceback" not in missing.text
    assert '"warnings": []' in city.do(health)
    _paper_arrives(citizen, number)
    assert city.do(portal, "portal check_invariants", "portal verify_audit") == ""
