# SPDX-License-Identifier: Apache-2.0
"""一次告知: nothing is good that is not there, and what was forgotten is not asked for again."""

from __future__ import annotations

import pytest

from complaints.cards.models import Card
from complaints.cards.raising import raise_cards
from credit.determinations.models import Determination
from licensing.apply import draft
from licensing.cases.models import Case, CaseMaterial
from licensing.deferrals.models import Deferral
from licensing.intake.accept import accept, give_verdict, give_verdicts
from licensing.intake.correct import request_correction, supplement
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from tests import city as cities
from tests.licensing.intake.walk_ins import client_of
from tests.refusals import refused


def _lines(case: Case) -> list[CaseMaterial]:
    rows = CaseMaterial.objects.filter(case=case, is_applicable=True)
    return list(rows.select_related("material", "case").order_by("position"))


def _bare(case: Case) -> CaseMaterial:
    """Return the line of the main material that nobody handed in."""
    return next(one for one in _lines(case) if not one.files.exists() and one.grade in "CD")


@pytest.fixture
def case(city: cities.City) -> Case:
    return cities.submitted(city, lacking="main")


def test_a_material_is_good_only_when_it_is_there(city: cities.City, case: Case) -> None:
    cities.check_all(city, case)
    bare = _bare(case)
    with refused("nothing_there"):
        give_verdict(line=bare, verdict="passed", by=city.wang, at=clock.now())
    bare.refresh_from_db()
    assert bare.verdict == "pending"
    with refused("may_not_accept"):
        accept(case=case, by=city.wang, at=clock.now())
    case.refresh_from_db()
    give_verdicts(
        case=case, verdicts={bare.pk: ("passed", "")}, seen=[bare.pk], revision=case.revision,
        by=city.wang, at=clock.now(),
    )  # fmt: skip
    bare.refresh_from_db()
    assert (bare.verdict, bare.grade, bare.origin) == ("passed", "B", "counter")
    assert accept(case=case, by=city.wang, at=clock.now()).state == "accepted"


def _answered(city: cities.City, case: Case) -> CaseMaterial:
    """Let Wang ask for another material than the one that lacks, and Alice answer it."""
    cities.check_all(city, case)
    bare = _bare(case)
    other = next(one for one in _lines(case) if one.pk != bare.pk)
    request_correction(case=case, demands={other.pk: "请盖章"}, by=city.wang, at=clock.now())
    draft.attach_file(line=other, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    supplement(case=case, by=city.alice, at=clock.now())
    cities.check_all(city, case)
    return bare


def test_what_the_one_notice_forgot_keeps_nobody_out_and_names_who_forgot_it(
    city: cities.City, case: Case
) -> None:
    with refused("not_told_yet"):
        give_verdict(line=_bare(case), verdict="untold", by=city.wang, at=clock.now())
    bare = _answered(city, case)
    give_verdict(line=bare, verdict="untold", by=city.zhao, at=clock.now())
    case.refresh_from_db()
    assert accept(case=case, by=city.zhao, at=clock.now()).state == "accepted"
    assert not Deferral.objects.filter(case=case).exists()
    assert not Determination.objects.exists()
    breach = Event.objects.get(subject=case.subject, verb="licensing.breach.omitted")
    assert breach.facts == {"lines": [bare.pk], "omitted_by": city.wang.pk}
    raise_cards(at=clock.now())
    card = Card.objects.get(rule="untold_material")
    assert (card.person, card.centre) == (city.wang, case.centre)
    assert invariants.run() == []


def test_what_the_notice_named_was_not_forgotten(city: cities.City, case: Case) -> None:
    cities.check_all(city, case)
    bare = _bare(case)
    cities.ask_to_correct(city, case, bare)
    draft.attach_file(line=bare, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    supplement(case=case, by=city.alice, at=clock.now())
    with refused("lies_there"):
        give_verdict(line=bare, verdict="untold", by=city.wang, at=clock.now())
    bare.files.update(removed_at=clock.now())
    with refused("was_told"):
        give_verdict(line=bare, verdict="untold", by=city.wang, at=clock.now())
    bare.refresh_from_db()
    assert bare.verdict == "pending"


def test_an_override_is_held_against_who_forgot_and_not_against_the_supervisor(
    city: cities.City, case: Case
) -> None:
    bare = _answered(city, case)
    request_correction(
        case=case, demands={bare.pk: "确有必要"}, override_reason="安全要求", by=city.liu,
        at=clock.now(),
    )  # fmt: skip
    breach = Event.objects.get(subject=case.subject, verb="licensing.breach.second_demand")
    assert breach.facts["omitted_by"] == city.wang.pk
    raise_cards(at=clock.now())
    card = Card.objects.get(rule="second_correction")
    assert (card.person, card.centre) == (city.wang, case.centre)


def test_the_clerk_ticks_the_original_and_sees_the_way_out(city: cities.City, case: Case) -> None:
    cities.check_all(city, case)
    bare = _bare(case)
    desk, address = client_of(city.wang), f"/counter/{case.number}/"
    page = desk.get(address).content.decode()
    assert f'name="seen_{bare.pk}"' in page
    assert 'value="untold"' not in page
    told = {"revision": Case.objects.get(pk=case.pk).revision, f"verdict_{bare.pk}": "passed"}
    wrong = desk.post(f"{address}check/", told)
    assert wrong.status_code == 400
    assert "不能合格" in wrong.content.decode()
    right = desk.post(f"{address}check/", told | {f"seen_{bare.pk}": "1"})
    assert right.status_code == 302
    bare.refresh_from_db()
    assert (bare.verdict, bare.grade) == ("passed", "B")


def test_after_a_notice_the_page_offers_what_was_not_told(city: cities.City, case: Case) -> None:
    bare = _answered(city, case)
    page = client_of(city.wang).get(f"/counter/{case.number}/").content.decode()
    assert f'name="verdict_{bare.pk}" id="v4-{bare.pk}"' in " ".join(page.split())
    assert page.count('value="untold"') == len(_lines(case)) - 1
