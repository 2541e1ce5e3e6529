# SPDX-License-Identifier: Apache-2.0
"""Every limit names the law it comes from: the regime's, or the item's own where it differs."""

from __future__ import annotations

from typing import Any

import pytest

from licensing.review import extension
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Extension, Term
from portal.kernel.documents.models import Document
from services.items.limits import extension_of, statutory_citation
from tests import city as cities
from tests.licensing import items
from tests.refusals import refused

LAW_42 = "行政许可法第四十二条第一款"
OTHER = {"law": "示范条例", "article": "第九条"}


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    """The small city on 29 September, before the long holiday."""
    clock_at("2026-09-29 09:00")  # type: ignore[operator]
    return cities.build()


def _law(law: str, article: str) -> list[dict[str, str]]:
    return [OTHER, {"law": law, "article": article}]


@pytest.mark.parametrize(
    ("changes", "citation"),
    [
        ({"statutory_days": 20, "legal_basis": [OTHER]}, LAW_42),
        ({"statutory_days": 19, "legal_basis": [OTHER]}, "示范条例第九条"),
        ({"statutory_days": 21, "legal_basis": [OTHER]}, "示范条例第九条"),
        (
            {"statutory_days": 21, "legal_basis": [OTHER],
             "statutory_basis": {"law": "示范法", "article": "第三条"}},
            "示范法第三条",
        ),
        (
            {"statutory_days": 3, "promised_days": 1,
             "legal_basis": _law("市场主体登记管理条例", "第二十四条")},
            "市场主体登记管理条例第十九条",
        ),
        (
            {"item_type": "行政确认", "statutory_days": 30,
             "legal_basis": _law("不动产登记暂行条例", "第十四条")},
            "不动产登记暂行条例第二十条",
        ),
        (
            {"item_type": "公共服务", "statutory_days": 20,
             "legal_basis": _law("政府信息公开条例", "第二十七条")},
            "政府信息公开条例第三十三条",
        ),
        ({"item_type": "公共服务", "statutory_days": 20, "legal_basis": [OTHER]}, "示范条例第九条"),
        ({"statutory_days": None, "legal_basis": [OTHER]}, ""),
    ],
)  # fmt: skip
def test_a_limit_cites_the_law_that_sets_it(
    city: cities.City, changes: dict[str, Any], citation: str
) -> None:
    version = items.item(**changes)
    assert (version.statutory_citation, statutory_citation(version)) == (citation, citation)


def test_the_term_of_a_case_carries_the_items_own_law(city: cities.City) -> None:
    case = cities.accepted(city)
    term = Term.objects.get(subject=case.subject, kind="statutory")
    assert (term.limit, term.citation) == (10, "食品安全法第三十五条")


def test_a_version_from_before_the_column_finds_its_law_all_the_same(city: cities.City) -> None:
    city.food.statutory_citation = ""
    assert statutory_citation(city.food) == "食品安全法第三十五条"


@pytest.mark.parametrize(
    ("changes", "days", "law"),
    [
        ({"statutory_days": 20}, 10, LAW_42),
        (
            {"statutory_days": 3, "promised_days": 1,
             "legal_basis": _law("市场主体登记管理条例", "第十九条")},
            3,
            "市场主体登记管理条例第十九条",
        ),
        (
            {"item_type": "公共服务", "statutory_days": 20,
             "legal_basis": _law("政府信息公开条例", "第二十七条")},
            20,
            "政府信息公开条例第三十三条",
        ),
    ],
)  # fmt: skip
def test_an_extension_has_the_days_and_the_article_of_its_regime(
    city: cities.City, changes: dict[str, Any], days: int, law: str
) -> None:
    version = items.item(**changes)
    assert (extension_of(version).days, extension_of(version).citation) == (days, law)
    case = cities.accepted_of(city, version)
    with refused("days"):
        extension.extend(case=case, days=days + 1, reason="情况复杂", by=city.chen, at=clock.now())
    assert not Extension.objects.exists()
    extension.extend(case=case, days=days, reason="情况复杂", by=city.chen, at=clock.now())
    own = Extension.objects.get(carried=False)
    assert (own.days, own.basis) == (days, law)
    paper = Document.objects.get(subject=case.subject, kind="extension_notice")
    assert paper.facts["law"] == law


def test_where_the_law_knows_no_extension_there_is_none(city: cities.City) -> None:
    law = _law("不动产登记暂行条例", "第二十条")
    version = items.item(item_type="行政确认", statutory_days=30, legal_basis=law)
    case = cities.accepted_of(city, version)
    with refused("no_extension"):
        extension.extend(case=case, days=1, reason="情况复杂", by=city.chen, at=clock.now())
    assert not Extension.objects.exists()


def test_an_extension_may_be_decided_on_the_due_day_and_not_on_the_next(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-02 09:00")  # type: ignore[operator]
    late, timely = cities.accepted(city), cities.accepted(city)
    due = Term.objects.get(subject=late.subject, kind="statutory").due_on
    assert str(due) == "2026-11-16"
    clock_at("2026-11-16 23:59")  # type: ignore[operator]
    extension.extend(case=timely, days=10, reason="情况复杂", by=city.chen, at=clock.now())
    clock_at("2026-11-17 00:01")  # type: ignore[operator]
    with refused("too_late_to_extend"):
        extension.extend(case=late, days=10, reason="情况复杂", by=city.chen, at=clock.now())
    assert Extension.objects.filter(term__kind="statutory").count() == 1
    assert str(Term.objects.get(subject=timely.subject, kind="statutory").due_on) == "2026-11-30"


def test_intake_of_other_items_does_not_cite_the_licensing_law(city: cities.City) -> None:
    case = cities.submitted(city, version=cities.public_service())
    assert Term.objects.get(subject=case.subject, kind="intake").citation == "本市服务承诺"
