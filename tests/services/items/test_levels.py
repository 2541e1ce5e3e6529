# SPDX-License-Identifier: Apache-2.0
"""Four levels, one item: what an offering of another organ may differ in, and that it follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.kernel import clock
from portal.kernel.checks import replay
from portal.kernel.places.models import Division, Organ
from services.drafts.editing import new_draft, start_rename
from services.drafts.models import Draft
from services.drafts.review import approve
from services.exchange.uploads import keep_drafts
from services.guides.queries import guide_version
from services.items.checking import Report
from services.items.history import side_by_side
from services.items.loading import newest_versions
from services.items.models.item import ServiceItem
from services.items.models.version import OfferingVersion
from tests.services.cast import editor, exampled, published

pytestmark = pytest.mark.django_db
Importer = Callable[..., Report]
COUNTY = "安岳县市场监督管理局"
TOWN = "岳阳镇便民服务中心"


@pytest.fixture
def code(record: dict[str, Any], run_import: Importer) -> str:
    run_import([exampled(record)])
    county, _made = Division.objects.get_or_create(
        code="512021", defaults={"name": "安岳县", "level": "county"}
    )
    town, _made = Division.objects.get_or_create(
        code="512021100", defaults={"name": "岳阳镇", "level": "town"}
    )
    Organ.objects.create(code="512021-001", name=COUNTY, division=county)
    Organ.objects.create(code="512021100-001", name=TOWN, division=town)
    return str(record["code"])


def _local(code: str, /, **values: Any) -> dict[str, Any]:
    own = {"code": f"{code}-512021-01", "item_code": code, "department": COUNTY}
    return {**own, **values}


def _rules(report: Report) -> set[tuple[str, str]]:
    return {(one.field, one.rule) for one in report.rejected}


def test_what_an_offering_leaves_empty_is_as_in_the_first(code: str, run_import: Importer) -> None:
    report = run_import([_local(code, place="安岳县政务服务中心3号窗口", promised_days=4)])
    assert report.rejected == []
    guide, first = guide_version(f"{code}-512021-01"), guide_version(code)
    assert guide is not None
    assert first is not None
    assert (guide.name, guide.place, guide.promised_days) == (first.name, guide.place, 4)
    assert guide.place == "安岳县政务服务中心3号窗口"
    assert guide.materials.count() == first.materials.count()
    assert ServiceItem.objects.count() == 1
    assert run_import([_local(code, place=guide.place, promised_days=4)]).unchanged == 1
    assert replay() == []


def test_item_and_offering_may_come_in_one_file_in_any_order(
    record: dict[str, Any], code: str, run_import: Importer
) -> None:
    new = {**record, "code": "511A0005277777", "name": "食品摊点登记"}
    report = run_import([_local("511A0005277777"), new])
    assert (report.created, report.rejected) == (2, [])


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"name": "食品许可"}, ("name", "same_name")),
        ({"item_type": "公共服务"}, ("item_type", "same_type")),
        ({"legal_basis": [{"law": "某法", "article": "第一条"}]}, ("legal_basis", "same_basis")),
        ({"code": "511A9999999999"}, ("code", "same_code")),
        ({"item_code": "511A0000000009"}, ("item_code", "same_code")),
        ({"promised_days": 6}, ("promised_days", "longer_promise")),
        ({"handling_type": "即办件"}, ("handling_type", "only_local_fields")),
        ({"conditions": ["本县户籍"]}, ("conditions", "only_local_fields")),
        ({"department": "市市场监督管理局"}, ("department", "one_offering_per_organ")),
    ],
)
def test_what_the_levels_must_share_is_refused_by_name(
    code: str, run_import: Importer, values: dict[str, Any], broken: tuple[str, str]
) -> None:
    report = run_import([_local(code, **values)])
    assert broken in _rules(report)
    assert OfferingVersion.objects.count() == 1


def test_the_same_promise_and_the_same_words_are_not_a_difference(
    code: str, record: dict[str, Any], run_import: Importer
) -> None:
    values = {"promised_days": 5, "name": " " + record["name"], "item_type": record["item_type"]}
    assert run_import([_local(code, **values)]).rejected == []


def test_one_organ_cannot_have_two_offerings_of_an_item(code: str, run_import: Importer) -> None:
    rows = [_local(code), _local(code, code=f"{code}-512021-02")]
    assert _rules(run_import(rows)) == {("department", "one_offering_per_organ")}


def test_an_offerings_code_cannot_come_back_as_an_item(
    code: str, record: dict[str, Any], run_import: Importer
) -> None:
    run_import([_local(code)])
    report = run_import([{**record, "code": f"{code}-512021-01"}])
    assert _rules(report) == {("item_code", "same_code")}


def test_the_levels_follow_the_first_offering_and_keep_what_is_their_own(
    code: str, run_import: Importer
) -> None:
    run_import([
        _local(code, place="县窗口", promised_days=4),
        _local(code, code=f"{code}-512021100-01", department=TOWN, hours="工作日上午"),
    ])  # fmt: skip
    published(code, promised_days=3, conditions=["有固定场所"])
    county, town = guide_version(f"{code}-512021-01"), guide_version(f"{code}-512021100-01")
    assert county is not None
    assert town is not None
    assert (county.place, county.promised_days, county.conditions) == ("县窗口", 3, ["有固定场所"])
    assert (town.hours, town.promised_days, town.number) == ("工作日上午", 3, 2)
    assert replay() == []


def test_a_first_offering_that_changes_nothing_makes_no_versions_below(
    code: str, record: dict[str, Any], run_import: Importer
) -> None:
    run_import([_local(code)])
    run_import([exampled(record)])
    assert {one.number for one in newest_versions().values()} == {1}


def test_a_new_name_reaches_all_levels_at_once(code: str, run_import: Importer) -> None:
    run_import([_local(code)])
    first = OfferingVersion.objects.get(offering__code=code).offering
    start_rename(offering=first, name="食品销售许可", by=editor(), at=clock.now())
    published(code)
    names = {one.name for one in OfferingVersion.objects.filter(status="published")}
    assert names == {"食品销售许可"}


def test_an_editor_lets_a_county_organ_implement_an_item(code: str) -> None:
    draft = new_draft(row=_local(code, promised_days=2), by=editor(), at=clock.now())
    published(draft.code)
    guide = guide_version(draft.code)
    assert guide is not None
    assert (guide.organ.name, guide.promised_days) == (COUNTY, 2)


def test_side_by_side_marks_only_what_differs(code: str, run_import: Importer) -> None:
    run_import([_local(code, place="县窗口", promised_days=4)])
    first, county = side_by_side(ServiceItem.objects.get())
    assert [row.version.organ.name for row in (first, county)] == ["市市场监督管理局", COUNTY]
    marked = {str(label): differs for label, _text, differs in county.cells}
    assert (marked["承诺时限"], marked["办理地点"], marked["办理时间"]) == (True, True, False)
    assert not any(differs for _label, _text, differs in first.cells)


def test_an_uploaded_level_is_drafted_with_only_what_is_its_own(code: str) -> None:
    report = keep_drafts(rows=[_local(code, place="县窗口")], by=editor(), at=clock.now())
    draft = Draft.objects.get()
    assert (report.created, report.rejected, draft.state) == (1, [], "review")
    assert draft.row == _local(code, place="县窗口")
    published(code, promised_days=3)
    approve(draft=draft, effective_on=clock.today(), by=editor("qian"), at=clock.now())
    guide = guide_version(draft.code)
    assert guide is not None
    assert (guide.place, guide.promised_days) == ("县窗口", 3)
