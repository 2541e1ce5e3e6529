# SPDX-License-Identifier: Apache-2.0
"""Every address of one case, tried by everybody whom it does not concern.

The list comes from the URLconf: a new route without a row here fails the first test.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from portal.kernel.audit.models import Event
from portal.web.docs import routes
from tests.statements import texts
from tests.web.idor_rows import NOBODYS, OBJECTS
from tests.web.idor_scene import Scene, client_of

if TYPE_CHECKING:
    pass
#: What may be answered to somebody whom the address does not concern. 405 tells nothing: it is
#: said before the object is looked for, to the owner as well; no more does being led to the page
#: above an address that takes acts only.
CLOSED = {404, 405}
WRITES = ("INSERT", "UPDATE", "DELETE")
#: Sessions are kept in the database; who looked at personal data is written down, by law.
MAY_BE_WRITTEN = ("django_session", "kernel_readlog")


def test_every_route_has_a_row() -> None:
    known = {row.name for row in OBJECTS} | NOBODYS
    named = {name for _path, name in routes()}
    assert named - known == set(), "give the new routes a row in idor_rows.py"
    assert known - named == set(), "rows of routes that are gone"


def _is_led_up(answer: Any, address: str) -> bool:
    to = answer.get("Location", "")
    return answer.status_code == 302 and to != address and bool(to) and address.startswith(to)


def _answers(client: Client, address: str) -> dict[str, Any]:
    return {"GET": client.get(address), "POST": client.post(address, {"act": "remove"})}


def test_nobody_opens_an_address_that_is_not_his(scene: Scene) -> None:
    before = Event.objects.count()
    leaks = []
    for who, user in scene.intruders().items():
        client = client_of(user)
        for row in OBJECTS:
            address = scene.address(row)
            for method, answer in _answers(client, address).items():
                to_login = user is None and answer.status_code in {302, 401, 403}
                if to_login and answer.status_code == 302:
                    to_login = answer["Location"].startswith("/login/")
                is_up = method == "GET" and _is_led_up(answer, address)
                if answer.status_code not in CLOSED and not to_login and not is_up:
                    leaks.append((who, method, address, answer.status_code))
    assert leaks == []
    assert Event.objects.count() == before


def test_the_rightful_person_opens_every_one_of_them(scene: Scene) -> None:
    closed = []
    for row in OBJECTS:
        client = client_of(getattr(scene.city, row.rightful))
        address = scene.address(row)
        answer = client.get(address)
        if answer.status_code == 405 or _is_led_up(answer, address):
            with transaction.atomic():
                answer = client.post(address)
                transaction.set_rollback(True)
        if answer.status_code in CLOSED or answer.status_code >= 500:
            closed.append((row.rightful, address, answer.status_code))
    assert closed == []


def _without_tokens(text: str, number: str) -> str:
    return re.sub(r"[A-Za-z0-9]{64}", "", text).replace(number, "")


def test_an_unknown_and_a_foreign_case_are_answered_alike(scene: Scene) -> None:
    client = client_of(scene.city.charlie)
    pages = []
    for number in (scene.facts["number"], "5120-20260302-9999"):
        answer = client.get(f"/cases/{number}/")
        assert answer.status_code == 404
        pages.append(_without_tokens(answer.content.decode(), number))
    assert pages[0] == pages[1]


def _written(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [
        sql[:120]
        for sql in texts(captured)
        if sql.startswith(WRITES) and not any(one in sql for one in MAY_BE_WRITTEN)
    ]


def test_looking_writes_nothing(scene: Scene) -> None:
    written = []
    public = [name for name in sorted(NOBODYS) if not name.endswith(("readyz", "metrics"))]
    for user in (None, scene.city.alice, scene.city.wang, scene.city.liu):
        client = client_of(user)
        for name in public:
            address = _plain_address(name, scene)
            if address is not None:
                written += _written(client, address)
    for row in OBJECTS:
        written += _written(client_of(getattr(scene.city, row.rightful)), scene.address(row))
    assert written == []


def _plain_address(name: str, scene: Scene) -> str | None:
    for kwargs in ({}, {"code": scene.facts["code"]}, {"code": scene.facts["code"], "position": 1}):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=kwargs)
    return None
