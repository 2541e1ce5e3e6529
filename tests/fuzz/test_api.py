# SPDX-License-Identifier: Apache-2.0
"""The API asked at random from its own schema: no failure, no answer that it does not describe."""

from __future__ import annotations

import json
import sys
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from complaints.appeals.models import Complaint
from licensing.cases.models import Case
from portal.kernel import invariants
from portal.kernel.audit.verify import verify
from tests.fuzz import ANSWERS, LENGTH, WALKS
from tests.fuzz.walking import BACKEND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from tests.web.idor_scene import Scene


#: Calls of one operation; each walk over all of them begins with a new city.
CALLS = 18 * LENGTH
CAST = ("alice", "wang", "li", "liu")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


class _Unguarded(WSGIHandler):
    """The portal without the check of where a form comes from: it would answer everything."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return super().get_response(request)


def _schema() -> Any:
    told = StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=told)
    found = schemathesis.openapi.from_dict(json.loads(told.getvalue()))
    found.app = _Unguarded()
    return found


SCHEMA = _schema()
OPERATIONS = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}


@pytest.fixture(autouse=True)
def _in_one_transaction(settings: Any) -> Iterator[None]:
    """No call ends the connection of the test, and none is refused for being one of many."""
    settings.API_CALLS = dict.fromkeys(settings.API_CALLS, 10**9)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _cookies(scene: Scene) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"nobody": {}}
    for who in CAST:
        client = Client()
        client.force_login(getattr(scene.city, who), BACKEND)
        found[who] = {name: one.value for name, one in client.cookies.items()}
    return found


class Asking:
    """One operation after the other, as everybody, with things known and things made up."""

    def __init__(self, scene: Scene) -> None:
        self.cookies = _cookies(scene)
        self.known = [scene.facts[one] for one in ("number", "complaint", "code")]
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []

    def all_of(self, label: str, seed_of_hypothesis: int) -> None:
        """Call one operation; hypothesis stops at its first fault."""
        operation = OPERATIONS[label]
        modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])
        who = st.sampled_from(sorted(self.cookies))
        thing = st.sampled_from([None, *self.known])

        @seed(seed_of_hypothesis)
        @settings(
            max_examples=CALLS,
            deadline=None,
            database=None,
            derandomize=False,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, who, thing)
        def ask(case: Any, who: str, thing: str | None) -> None:
            self._ask(case, who, thing)

        ask()

    def _ask(self, case: Any, who: str, thing: str | None) -> None:
        if thing is not None and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, thing)
        calls = sum(self.statuses.values())
        origin = {"REMOTE_ADDR": f"10.1.{calls >> 8 & 255}.{calls & 255}"}
        with transaction.atomic():
            answer = case.call(cookies=self.cookies[who], environ_overrides=origin)
            # Most acts are undone, or what an account may do in a day would be used up.
            transaction.set_rollback(calls % 10 > 0)
        self.statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as error:
            self.faults.append(f"{who}: {error}")


@pytest.mark.parametrize("number", range(WALKS))
def test_every_answer_is_one_that_the_schema_describes(
    number: int, scene: Scene, record_property: Callable[[str, object], None]
) -> None:
    asking = Asking(scene)
    errors: list[object] = []

    def crashed(sender: object, **_rest: object) -> None:
        errors.append(sys.exc_info())

    got_request_exception.connect(crashed)
    try:
        for label in sorted(OPERATIONS):
            asking.all_of(label, number)
    finally:
        got_request_exception.disconnect(crashed)
    record_property(ANSWERS, dict(asking.statuses))
    assert (asking.faults, errors) == ([], [])
    assert (invariants.run(), verify()) == ([], [])


#: What is each complaint's own.
OWN = {"id", "subject", "number", "tracking_code", "filed_at"}


@pytest.mark.parametrize(
    "value", [1, "1", "closed", None, True, {"pk": 1}, ["closed"], "2026-03-02"]
)
def test_no_column_can_be_set_that_is_not_asked_for(value: object, scene: Scene) -> None:
    """The one act of the API, with every column of its row and of a case in its body."""
    body = OPERATIONS["POST /api/v1/complaints/"].definition.raw["requestBody"]
    (kind,) = body["content"].values()
    asked = SCHEMA.raw_schema["components"]["schemas"][kind["schema"]["$ref"].rsplit("/", 1)[1]]
    columns = {
        name
        for model in (Complaint, Case)
        for one in model._meta.concrete_fields
        for name in (one.name, one.attname)
    }
    sent = {"kind": "complaint", "title": "等太久", "text": "窗口一直没人办理"}
    client = Client()
    client.force_login(scene.city.alice, BACKEND)
    rows = []
    for more in ({}, dict.fromkeys(sorted(columns - set(asked["properties"])), value)):
        answer = client.post("/api/v1/complaints/", {**sent, **more}, "application/json")
        assert answer.status_code == 201
        row = Complaint.objects.get(number=answer.json()["number"])
        rows.append({one.name: getattr(row, one.attname) for one in row._meta.concrete_fields})
    assert {name for name, one in rows[0].items() if one != rows[1][name]} <= OWN
