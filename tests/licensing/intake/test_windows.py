# SPDX-License-Identifier: Apache-2.0
"""The record names the window at which somebody acted, not the one at which the file came in."""

from __future__ import annotations

from typing import Any

import pytest

from licensing.cases.models import Case
from licensing.intake.accept import accept
from licensing.intake.correct import request_correction
from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember
from portal.kernel.audit.models import Event
from portal.kernel.places.models import Window
from tests import city as cities


def _window_of(case: Case, verb: str) -> Window | None:
    return Event.objects.get(subject=case.subject, verb=f"licensing.case.{verb}").window


@pytest.fixture
def fifth(city: cities.City) -> Window:
    return Window.objects.create(centre=city.centre, number=5, name="综合窗口")


def _at(user: Any, *windows: Window) -> None:
    StaffMember.objects.get(user=user).windows.set(windows)


def test_who_accepts_at_another_window_stands_there_in_the_record(
    city: cities.City, fifth: Window
) -> None:
    case = cities.submitted(city)
    Case.objects.filter(pk=case.pk).update(window=city.window)
    cities.check_all(city, case)
    _at(city.zhao, fifth)
    accept(case=case, by=city.zhao, at=clock.now())
    assert _window_of(case, "accept") == fifth


@pytest.mark.parametrize(("came_in_here", "known"), [(True, True), (False, False)])
def test_of_several_windows_it_is_the_cases_or_not_known(
    city: cities.City, fifth: Window, came_in_here: bool, known: bool
) -> None:
    case = cities.submitted(city)
    Case.objects.filter(pk=case.pk).update(window=fifth if came_in_here else None)
    cities.check_all(city, case)
    _at(city.wang, city.window, fifth)
    accept(case=case, by=city.wang, at=clock.now())
    assert _window_of(case, "accept") == (fifth if known else None)


def test_a_supervisor_who_asks_stands_at_no_window(city: cities.City) -> None:
    case = cities.submitted(city, lacking="main")
    Case.objects.filter(pk=case.pk).update(window=city.window)
    line = case.materials.filter(is_applicable=True)[0]
    request_correction(case=case, demands={line.pk: "请补交"}, by=city.liu, at=clock.now())
    assert _window_of(case, "request_correction") is None
