# SPDX-License-Identifier: Apache-2.0
"""Nobody of staff acts on a matter of his own, or tells those who have left."""

from __future__ import annotations

from datetime import timedelta

from licensing.cases.models import Case, CaseMaterial
from licensing.decisions.decide import decide
from licensing.deferrals.actions import supply
from licensing.deferrals.models import Deferral
from licensing.delivery.actions import confirm_voiding, request_voiding, withdraw
from licensing.intake.correct import supplement
from licensing.intake.walk_in import receive_at_counter
from portal.kernel import clock
from portal.kernel.absences.queries import holders_of
from portal.kernel.accounts.actions import ensure_enterprise
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, StaffRole
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.refusals import refused


def test_an_approver_with_a_mandate_cannot_decide_for_the_principal(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    grant_mandate(agent=city.chen, principal=city.shop)
    with refused("recusal"):
        decide(case=case, outcome="granted", opinion="同意", key="k", by=city.chen, at=clock.now())
    assert Case.objects.get(pk=case.pk).decided_on is None


def test_a_clerk_confirms_no_original_of_his_own_firm(city: cities.City) -> None:
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.select_related("case").get(case=case)
    grant_mandate(agent=city.wang, principal=city.shop)
    with refused("required"):
        supply(deferral=owed, files=[], by=city.wang, at=clock.now())
    owed.refresh_from_db()
    assert owed.state == "open"


def test_staff_of_another_place_supplies_nothing_without_a_file(city: cities.City) -> None:
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.select_related("case").get(case=case)
    grant_mandate(agent=city.sun, principal=city.shop)
    with refused("required"):
        supply(deferral=owed, files=[], by=city.sun, at=clock.now())


def test_a_clerk_does_not_answer_a_correction_for_his_own_firm(city: cities.City) -> None:
    case = cities.asked_to_correct(city)
    grant_mandate(agent=city.wang, principal=city.shop)
    with refused("material_missing"):
        supplement(case=case, by=city.wang, at=clock.now())
    assert not CaseMaterial.objects.filter(case=case, grade="B").exists()


def test_a_clerk_takes_in_no_file_of_his_own_firm(city: cities.City) -> None:
    grant_mandate(agent=city.wang, principal=city.shop)
    with refused("recusal"):
        receive_at_counter(
            version=city.food, applicant=city.shop, agent=None, window=city.window, form={},
            present=set(), key="own", by=city.wang, at=clock.now(),
        )  # fmt: skip
    assert not Case.objects.exists()


def test_an_item_for_firms_is_not_taken_in_from_a_person(city: cities.City) -> None:
    firms = cities.public_service()
    firms.applicant_kind = "enterprise"
    person = city.charlie.person
    assert person is not None
    with refused("applicant_kind"):
        receive_at_counter(
            version=firms, applicant=person, agent=None, window=city.window, form={},
            present=set(), key="kind", by=city.wang, at=clock.now(),
        )  # fmt: skip
    assert not Case.objects.exists()


def test_only_the_applicants_side_withdraws(city: cities.City) -> None:
    case = cities.submitted(city)
    with refused("not_applicant"):
        withdraw(case=case, by=city.wang, at=clock.now())
    assert Case.objects.get(pk=case.pk).state == "submitted"


def test_nobody_registers_a_mandate_of_his_own(city: cities.City) -> None:
    firm = ensure_enterprise(name="测试样例01个体经营部", uscc="92512000MAT0T00085")
    with refused("own_mandate"):
        grant_mandate(agent=city.wang, principal=firm, by=city.wang)
    assert not Mandate.objects.filter(user=city.wang).exists()


def test_a_mandate_ends_after_it_begins(city: cities.City) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with refused("valid_to"):
        grant_mandate(agent=city.bob, principal=city.shop, valid_to=yesterday, by=city.wang)
    assert not Mandate.objects.filter(user=city.bob, content_object=city.shop).exists()


def test_an_agent_whose_mandate_ended_is_told_nothing_more(city: cities.City) -> None:
    case = cities.submitted(city)
    Mandate.objects.filter(user=city.alice).delete()
    before = Notice.objects.filter(user=city.alice).count()
    cities.check_all(city, case)
    from_desk = Notice.objects.count()
    request_voiding(case=case, reason="录错了单位", by=city.wang, at=clock.now())
    confirm_voiding(case=case, by=city.zhao, at=clock.now())
    assert Notice.objects.count() == from_desk + 1
    assert Notice.objects.filter(user=city.alice).count() == before


def test_work_is_not_sent_to_those_who_left_the_role(city: cities.City) -> None:
    assert list(holders_of(city.food.organ_id, "reviewer")) == [city.li]
    StaffRole.objects.filter(staff=city.li.staff).update(valid_to="2020-12-31")
    assert list(holders_of(city.food.organ_id, "reviewer")) == []
