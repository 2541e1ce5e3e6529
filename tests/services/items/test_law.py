# SPDX-License-Identifier: Apache-2.0
"""Charges and what may not be deferred change only as a new row from a day, by two people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from licensing.intake.panel import lines_of, panel_of
from portal.kernel import clock, sweeps
from portal.kernel.accounts.models import User
from portal.kernel.changes import actions
from portal.kernel.changes.kinds import fixed, kind_of, look
from portal.kernel.changes.models import Change
from portal.kernel.checks import replay
from services.items.charges import follow_law
from services.items.models.charges import DeferralExclusion, Fee, FeeItem
from services.items.models.item import CatalogueStamp, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.publishing import write_versions
from services.items.queries import current_version, deferral_list, exclusions_of, fees_now
from services.items.version_record import record_of, whole
from services.items.writing import Write
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

BEFORE, DAY = "2026-03-09 23:59", "2026-03-10 00:00"
OLD, NEW = "每本10元", "每本12元"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


@pytest.fixture
def charged(city: cities.City) -> OfferingVersion:
    """Return the guide of the food licence when it charges for its paper."""
    FeeItem.objects.create(name="证照工本费", standard=OLD)
    version = whole(OfferingVersion.objects.filter(pk=city.food.pk)).get()
    record = record_of(version)
    object.__setattr__(record, "fee", ("证照工本费", OLD))
    write = Write(record, record.digest(), version.number + 1, version.offering)
    write_versions(writes=[write], progress=lambda *_: None, by=city.xie, at=clock.now())
    found = current_version(cities.FOOD)
    assert found is not None
    return found


def _fee(**more: Any) -> dict[str, Any]:
    told = {
        "name": "证照工本费", "standard": NEW, "is_active": True, "citation": "示例价〔2026〕3号",
        "effective_on": "2026-03-10",
    }  # fmt: skip
    return {**told, **more}


def _exclusion(item: str, **more: Any) -> dict[str, Any]:
    told = {
        "code": "own-1", "label": "示例理由，不适用容缺", "citation": "示例办法第三条", "is_own": True,
        "is_on": True, "handling": "", "item_codes": [item], "effective_on": "2026-03-10",
    }  # fmt: skip
    return {**told, **more}


def _propose(kind: str, payload: dict[str, Any], by: User) -> Change:
    return actions.propose(kind=kind, payload=payload, reason="标准已经调整", by=by, at=clock.now())


def _confirm(change: Change, by: User) -> Change:
    seen = look(fixed(kind_of(change.kind), change.payload, clock.today()))
    return actions.confirm(change=change, seen=seen, by=by, at=clock.now())


def _effects(change: Change) -> dict[str, tuple[int, list[str]]]:
    return {one["label"]: (one["count"], one["names"]) for one in change.shown["effects"]}


def _standard() -> str:
    found = current_version(cities.FOOD)
    assert found is not None
    return str(found.fees.get().standard)


def _deferrable() -> set[int]:
    return {one.version.pk for one in deferral_list()}


# -- Charges -----------------------------------------------------------------------------------


def test_a_new_standard_reaches_guides_on_its_day_and_open_cases_keep_theirs(
    city: cities.City, charged: OfferingVersion, clock_at: SetClock
) -> None:
    city.food = charged
    case = cities.submitted(city)
    change = _propose("fee", _fee(), city.xie)
    told = _effects(change)
    assert told["生效日换新版、按新标准收费的指南"] == (1, [charged.name])
    assert told["这些指南已经提交的办件：仍按提交时的标准"][0] == 1
    _confirm(change, city.liu)
    assert FeeItem.objects.get(change=change).standard == NEW
    stamp = CatalogueStamp.objects.get().number
    clock_at(BEFORE)
    assert follow_law(at=clock.now()) == 0
    assert _standard() == OLD
    assert dict(fees_now().values_list("name", "standard"))["证照工本费"] == OLD
    assert CatalogueStamp.objects.get().number == stamp
    clock_at(DAY)
    assert dict(fees_now().values_list("name", "standard"))["证照工本费"] == NEW
    sweeps.run_all(at=clock.now())
    assert _standard() == NEW
    assert CatalogueStamp.objects.get().number > stamp
    case.refresh_from_db()
    assert case.version.fees.get().standard == OLD
    assert follow_law(at=clock.now()) == 0
    assert replay() == []


def test_a_charge_by_one_person_alone_changes_nothing(
    city: cities.City, charged: OfferingVersion, clock_at: SetClock
) -> None:
    change = _propose("fee", _fee(), city.liu)
    with refused("second_person"):
        _confirm(change, city.liu)
    with refused("not_confirmer"):
        _confirm(change, city.xie)
    for stranger in (city.chen, city.wang, city.alice, city.gu):
        with refused("not_proposer"):
            _propose("fee", _fee(name="别的费"), stranger)
    clock_at(DAY)
    follow_law(at=clock.now())
    assert _standard() == OLD


def test_a_charge_that_a_guide_names_is_not_stopped_and_another_leaves_the_list_on_its_day(
    city: cities.City, charged: OfferingVersion, clock_at: SetClock
) -> None:
    with refused("fee_in_use"):
        _propose("fee", _fee(is_active=False), city.xie)
    FeeItem.objects.create(name="无人收取的费", standard=OLD)
    gone = _fee(name="无人收取的费", is_active=False)
    _confirm(_propose("fee", gone, city.xie), city.liu)
    clock_at(BEFORE)
    assert "无人收取的费" in fees_now().values_list("name", flat=True)
    clock_at(DAY)
    assert "无人收取的费" not in fees_now().values_list("name", flat=True)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"effective_on": "2026-03-02"}, "not_ahead"),
        ({"standard": ""}, "required"),
        ({"standard": "x" * 201}, "too_long"),
        ({"citation": ""}, "required"),
        ({"name": "新的费", "is_active": False}, "unknown"),
        ({"standard": OLD, "citation": ""}, "required"),
    ],
)
def test_what_cannot_be_a_charge_is_not_proposed(
    city: cities.City, charged: OfferingVersion, told: dict[str, Any], code: str
) -> None:
    with refused(code):
        _propose("fee", _fee(**told), city.xie)
    assert not Change.objects.exists()


# -- What may not be deferred ------------------------------------------------------------------


def test_a_class_keeps_items_off_the_list_from_its_day_on(
    city: cities.City, clock_at: SetClock
) -> None:
    assert city.food.pk in _deferrable()
    case = cities.submitted(city)
    change = _propose("exclusion", _exclusion(city.food.offering.item.code), city.xie)
    told = _effects(change)
    assert told["离开容缺受理清单的事项"] == (1, [city.food.name])
    assert told["列入容缺受理清单的事项"] == (0, [])
    assert told["这些事项待受理的办件：生效日起受理时按新规定"][0] == 1
    with refused("second_person"):
        _confirm(_propose("exclusion", _exclusion("", code="x", item_codes=[], handling="1"),
                          city.liu), city.liu)  # fmt: skip
    _confirm(change, city.liu)
    reason = ("示例理由，不适用容缺", "示例办法第三条")
    for moment, is_out in ((BEFORE, False), (DAY, True)):
        clock_at(moment)
        assert (reason in exclusions_of(city.food, clock.today())) is is_out
        assert (city.food.pk not in _deferrable()) is is_out
        panel = panel_of(case, lines_of(case), clock.today())
        assert any(line.text == reason[0] for line in panel.reasons) is is_out
    stamp = CatalogueStamp.objects.get().number
    sweeps.run_all(at=clock.now())
    assert CatalogueStamp.objects.get().number == stamp + 1
    assert follow_law(at=clock.now()) == 0


def test_a_class_that_is_switched_off_says_what_comes_back(
    city: cities.City, clock_at: SetClock
) -> None:
    code = city.food.offering.item.code
    DeferralExclusion.objects.create(code="own-1", label="旧的理由", item_codes=[code])
    before = _deferrable()
    assert city.food.pk not in before
    change = _propose("exclusion", _exclusion(code, is_on=False), city.xie)
    assert _effects(change)["列入容缺受理清单的事项"] == (1, [city.food.name])
    _confirm(change, city.liu)
    clock_at(BEFORE)
    assert _deferrable() == before
    clock_at(DAY)
    assert _deferrable() - before == {city.food.pk}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"item_codes": ["no-such-item"]}, "unknown"),
        ({"item_codes": []}, "nothing"),
        ({"handling": "9"}, "unknown"),
        ({"label": ""}, "required"),
        ({"citation": ""}, "required"),
        ({"effective_on": "2026-03-02"}, "not_ahead"),
    ],
)
def test_what_cannot_be_a_class_is_not_proposed(
    city: cities.City, told: dict[str, Any], code: str
) -> None:
    with refused(code):
        _propose("exclusion", _exclusion(city.food.offering.item.code, **told), city.xie)
    assert not Change.objects.exists()


# -- Nobody edits a row ------------------------------------------------------------------------


@pytest.mark.parametrize("model", [FeeItem, DeferralExclusion])
def test_a_row_is_neither_edited_nor_deleted_by_anybody(
    city: cities.City, charged: OfferingVersion, model: Any
) -> None:
    if model is DeferralExclusion:
        model.objects.create(code="own-1", label="理由", item_codes=["x"])
    before = list(model.objects.order_by("pk").values())
    table = model._meta.db_table
    for statement in (
        f"UPDATE {table} SET effective_on = '2020-01-02'",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        with (
            pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(statement)
    assert list(model.objects.order_by("pk").values()) == before
    assert Fee.objects.exists()


def test_a_class_may_name_an_item_of_any_length_of_code(city: cities.City) -> None:
    longest = "9" * 64
    ServiceItem.objects.create(
        code=longest, name="示例事项", item_type="20", created_at=clock.now()
    )
    change = _propose("exclusion", _exclusion(longest), city.xie)
    _confirm(change, city.liu)
    assert DeferralExclusion.objects.get(change=change).item_codes == [longest]
    assert DeferralExclusion.objects.get(change=change).effective_on == date(2026, 3, 10)
