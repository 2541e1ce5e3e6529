# SPDX-License-Identifier: Apache-2.0
"""Log lines: JSON, one a line, without personal data."""

from __future__ import annotations

import json
import logging
import re
import secrets

import pytest
import structlog

from portal.config import logs
from portal.web.docs import routes


@pytest.mark.parametrize(
    "secret",
    [
        "51102319900307001X",
        "510502199003070014",
        "91510500MA62347X0K",
        "13800138000",
        "wang.fang@qq.com",
    ],
)
def test_personal_data_are_blanked_wherever_they_stand(secret: str) -> None:
    clean = logs.scrub({"text": f"申请人{secret}已提交", "list": [secret], "deep": {"x": secret}})
    assert secret not in json.dumps(clean, ensure_ascii=False)


def test_numbers_of_cases_and_dates_stay() -> None:
    text = "YC20261123000017 2026-11-23T10:00:00Z"
    assert logs.scrub(text) == text


def test_no_address_that_opens_a_file_or_a_paper_is_written() -> None:
    secret = secrets.token_urlsafe(18)
    opening = [
        "/" + re.sub(r"<[a-z]+:(\w+)>", lambda one: secret if one[1] == "token" else "7", path)
        for path, _name in routes()
        if ":token>" in path
    ]
    assert len(opening) >= 4
    told = [logs.scrub(f"Not Found: {path}") for path in opening]
    assert [one for one in told if secret in one] == []
    assert logs.scrub("/cases/5120-20260302-0001/") == "/cases/5120-20260302-0001/"


def test_values_named_like_secrets_are_blanked() -> None:
    assert logs.scrub({"csrf_token": "abc", "path": "/"}) == {"csrf_token": "***", "path": "/"}


def _formatter() -> logging.Formatter:
    told = logs.configuration(level="INFO", pretty=False)["formatters"]["event"]
    made: logging.Formatter = told["()"](
        foreign_pre_chain=told["foreign_pre_chain"], processors=told["processors"]
    )
    return made


def test_a_request_is_found_again_also_when_its_number_looks_like_a_phone() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "call 13800138000", (), None)
    with structlog.contextvars.bound_contextvars(request_id="ab13800138000cde"):
        line = json.loads(_formatter().format(record))
    assert (line["request_id"], line["event"]) == ("ab13800138000cde", "call ***")


def test_a_record_becomes_one_json_line_even_with_line_breaks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "f", 1, "first\r\nsecond %s", ("13800138000",), None
    )
    line = _formatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["event"] == "first\r\nsecond ***"


def test_an_error_line_does_not_hold_the_query_of_the_request() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "f", 1, "failed: /cases/", (), None)
    record.request = "<WSGIRequest: GET '/cases/?q=王芳'>"
    assert "王芳" not in _formatter().format(record)
