# SPDX-License-Identifier: Apache-2.0
"""What may be asked for, and the only grounds on which it may be refused. Data, with sources."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import wording
from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).parents[1] / "data" / "data_requests.json"
#: The rule of the city with the working days for an answer, by how the data are shared.
DAYS = {"open": "data_request_open_days", "conditional": "data_request_conditional_days"}
MOST_PURPOSE, MOST_ABOUT, MOST_ARTICLE, MOST_ANSWER = 500, 500, 200, 5000
#: A legal ground names its article.
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千〇零0-9]+条")


@dataclass(frozen=True)
class DataKind:
    """One kind of data: ``sharing`` is open (无条件共享) or conditional (有条件共享)."""

    code: str
    label: str
    sharing: str
    citation: str

    @property
    def rule(self) -> str:
        """The city's rule with the days for an answer."""
        return DAYS[self.sharing]


@dataclass(frozen=True)
class RefusalGround:
    """One ground of law on which data may be refused."""

    code: str
    label: str
    citation: str


@cache
def data_kinds() -> dict[str, DataKind]:
    """Return the kinds of data by code, in the order of the file."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["kinds"]
    return {row["code"]: DataKind(**row) for row in rows}


@cache
def refusal_grounds() -> dict[str, RefusalGround]:
    """Return the grounds of refusal by code, in the order of the file."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["refusals"]
    return {row["code"]: RefusalGround(**row) for row in rows}


def problems_of(told: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a request: kind, article, purpose, about."""
    found = []
    if told["kind"] not in data_kinds():
        found.append(Problem("kind", "kind", _("请从列出的数据里选择。")))
    found += wording.length_problem(
        told["article"], "article", most=MOST_ARTICLE, message=_("请写明依据的法律和条款。"),
        code="article_required",
    )  # fmt: skip
    if not found and _ARTICLE.search(told["article"]) is None:
        text = _("依据要写到条，例如：行政许可法第三十四条。")
        found.append(Problem("article", "article_required", text))
    found += wording.length_problem(
        told["purpose"], "purpose", most=MOST_PURPOSE, message=_("请写明做什么用。"),
        code="purpose_required",
    )  # fmt: skip
    found += wording.length_problem(
        told["about"], "about", most=MOST_ABOUT, message=_("请写明要谁的、哪些数据。"),
        code="about_required",
    )  # fmt: skip
    return found
