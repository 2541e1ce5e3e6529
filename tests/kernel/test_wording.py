# SPDX-License-Identifier: Apache-2.0
"""Words of people: not too short, not too long, and never cut."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from portal.kernel import wording
from portal.kernel.errors import Invalid
from portal.kernel.http import codes


@pytest.mark.parametrize(
    ("letters", "code"),
    [(0, "short"), (3, "short"), (4, ""), (10, ""), (11, "too_long"), (5000, "too_long")],
)
def test_both_ends_of_a_length_count(letters: int, code: str) -> None:
    text = "理" * letters
    if not code:
        assert wording.reason(f"  {text}\n", "why", least=4, most=10) == text
        return
    with pytest.raises(Invalid) as caught:
        wording.reason(text, "why", least=4, most=10, message="写明理由", code="short")
    assert (caught.value.code, caught.value.field) == (code, "why")
    assert str(caught.value) == ("写明理由" if code == "short" else "最多写10个字，请精简。")


def test_blanks_are_no_letters_and_a_line_ends_with_one() -> None:
    with pytest.raises(Invalid):
        wording.reason("理由" + " " * 20, "why")
    assert wording.reason("甲\r\n乙\r\n丙\r\n", "why", least=1, most=5) == "甲\n乙\n丙"


def test_what_need_not_be_written_may_still_not_be_too_long() -> None:
    assert wording.optional(" ", "note", most=3) == ""
    assert wording.optional("甲乙丙", "note", most=3) == "甲乙丙"
    with pytest.raises(Invalid):
        wording.optional("甲乙丙丁", "note", most=3)


def test_a_heading_of_the_portal_shows_that_it_goes_on() -> None:
    assert wording.shortened("甲乙丙", 3) == "甲乙丙"
    assert wording.shortened("甲乙丙丁", 3) == "甲乙…"


def test_a_code_is_no_longer_than_its_column() -> None:
    assert codes.code(QueryDict("q=+abcdef+"), "q", most=3) == "abc"
    assert codes.code(QueryDict(""), "q", most=3) == ""
