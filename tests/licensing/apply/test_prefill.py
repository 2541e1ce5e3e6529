# SPDX-License-Identifier: Apache-2.0
"""Where a value is from: the register first, then licences held, then what was said before."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from licensing.apply.prefill import HeldLicence, KnownAnswers, known_for
from services.tables.rules import FieldKind, wrong_with


@dataclass
class Line:
    """One field of a form."""

    code: str = "x"
    label: str = "这一项"
    kind: str = FieldKind.TEXT
    is_required: bool = True
    pattern: str = ""
    choices: list[str] = field(default_factory=list)


LICENCE = HeldLicence("食品经营许可证", "JY1", "2030-01-01")
EARLIER = {"x": ("以前说的", "512000-1")}


def _known(source: str, title: str = "", **facts: object) -> tuple[str, str] | None:
    told: dict[str, object] = {"account": {}, "licences": [], "earlier": {}, **facts}
    found = known_for([Line()], {"x": (source, title)}, KnownAnswers(**told))  # type: ignore[arg-type]
    return (found["x"].value, found["x"].source) if "x" in found else None


def test_the_register_beats_what_was_said_before() -> None:
    assert _known("account.name", account={"name": "阿丽的店"}, earlier=EARLIER) == (
        "阿丽的店",
        "来自账号登记信息",
    )
    assert _known("account.name", earlier=EARLIER) == ("以前说的", "来自以前的申请 512000-1")


def test_a_licence_of_the_right_title_tells_number_and_last_day() -> None:
    told = {"licences": [LICENCE], "earlier": EARLIER}
    named = "来自已有证照《食品经营许可证》"
    assert _known("licence.number", LICENCE.title, **told) == ("JY1", named)
    assert _known("licence.valid_to", LICENCE.title, **told) == ("2030-01-01", named)
    other = _known("licence.number", "公共场所卫生许可证", **told)
    assert other is not None
    assert other[0] == "以前说的"


def test_nothing_known_is_nothing_filled_in() -> None:
    assert _known("asked") is None
    assert _known("account.address", account={"address": ""}) is None


@given(st.sampled_from(FieldKind.values), st.text(max_size=30))
def test_what_the_field_would_refuse_is_never_filled_in(kind: str, value: str) -> None:
    line = Line(kind=kind, choices=["甲"])
    facts = KnownAnswers({"name": value}, [], {})
    found = known_for([line], {"x": ("account.name", "")}, facts)
    assert ("x" in found) == bool(value and not wrong_with(line, value))
