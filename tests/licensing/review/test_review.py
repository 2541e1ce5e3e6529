# SPDX-License-Identifier: Apache-2.0
"""Steps, second persons, sending back, special procedures, extension, the decision."""

from __future__ import annotations

from datetime import date

from licensing.decisions.decide import decide
from licensing.decisions.models import Decision
from licensing.licences.models import Licence
from licensing.procedures.actions import close_procedure, open_procedure
from licensing.review import extension
from licensing.review.actions import claim, pass_step, send_back
from licensing.review.models import ReviewStep
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import StaffRole
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.refusals import refused


def test_a_case_runs_through_its_steps_to_a_licence(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    licence = Licence.objects.get(case=case)
    assert (case.state, licence.holder) == ("issued", city.shop)
    assert (str(licence.valid_from), str(licence.valid_to)) == ("2026-11-23", "2031-11-22")
    delivery = Term.objects.running().get(subject=case.subject)
    assert (delivery.kind, str(delivery.due_on)) == ("delivery", "2026-12-07")
    assert Term.objects.get(subject=case.subject, kind="promised").state == "met"


def test_a_second_decision_with_the_same_key_is_the_first(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    first = decide(case=case, outcome="granted", opinion="同意", key="one", by=city.chen,
                   at=clock.now())  # fmt: skip
    again = decide(case=case, outcome="granted", opinion="同意", key="one", by=city.chen,
                   at=clock.now())  # fmt: skip
    assert first.pk == again.pk
    with refused("wrong_state"):
        decide(case=case, outcome="refused", opinion="不符合规定的条件", key="two", by=city.chen,
               at=clock.now())  # fmt: skip
    assert Decision.objects.count() == 1


def test_a_refusal_needs_reasons_and_tells_the_remedies(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    with refused("reasons_required"):
        decide(case=case, outcome="refused", opinion="不行", key="r", by=city.chen, at=clock.now())
    assert not Decision.objects.exists()
    decide(case=case, outcome="refused", opinion="经营场所不符合要求", key="r", by=city.chen,
           at=clock.now())  # fmt: skip
    paper = Document.objects.get(subject=case.subject, kind="refusal")
    assert paper.facts["reason"] == "经营场所不符合要求"
    assert not Licence.objects.exists()
    assert invariants.run() == []


def test_nobody_takes_two_steps_of_a_case_that_needs_a_second_person(city: cities.City) -> None:
    case = cities.accepted(city)
    StaffRole.objects.create(staff=city.li.staff, role="examiner", valid_from="2020-01-01")
    first, second = ReviewStep.objects.filter(case=case).order_by("position")[:2]
    claim(step=first, by=city.li, at=clock.now())
    pass_step(step=first, opinion="符合", by=city.li, at=clock.now())
    with refused("second_person"):
        claim(step=second, by=city.li, at=clock.now())
    second.refresh_from_db()
    assert (second.state, second.handler) == ("open", None)


def test_staff_do_not_review_their_own_matter(city: cities.City) -> None:
    case = cities.accepted(city)
    city.li.person = city.alice.person
    case.agent = city.alice.person
    case.save(update_fields=["agent"])
    step = ReviewStep.objects.filter(case=case).order_by("position")[0]
    with refused("recusal"):
        claim(step=step, by=city.li, at=clock.now())


def test_a_reviewer_of_another_organ_cannot_claim(city: cities.City) -> None:
    case = cities.accepted(city)
    step = ReviewStep.objects.filter(case=case).order_by("position")[0]
    with refused("not_your_organ"):
        claim(step=step, by=city.huang, at=clock.now())
    step.refresh_from_db()
    assert step.state == "open"


def test_sent_back_the_first_step_opens_again_and_its_handler_is_told(city: cities.City) -> None:
    case = cities.accepted(city)
    first, second = ReviewStep.objects.filter(case=case).order_by("position")[:2]
    claim(step=first, by=city.li, at=clock.now())
    pass_step(step=first, opinion="符合", by=city.li, at=clock.now())
    claim(step=second, by=city.zhou, at=clock.now())
    send_back(step=second, target=first, reason="现场照片不全", by=city.zhou, at=clock.now())
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("open", "waiting")
    assert Notice.objects.filter(user=city.li, kind="sent_back").count() == 1
    assert invariants.run() == []


def test_an_expert_review_moves_both_dates_by_its_working_days(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    clock_at("2026-11-25 09:00")  # type: ignore[operator]
    procedure = open_procedure(
        case=case, kind="专家评审", planned_end=date(2026, 11, 27), reason="方案复杂",
        provider="市食品安全专家组", by=city.li, at=clock.now(),
    )  # fmt: skip
    statutory = Term.objects.get(subject=case.subject, kind="statutory")
    assert (statutory.due_on, statutory.due_reason) == (None, "paused")
    with refused("paused"):
        decide(case=case, outcome="granted", opinion="同意", key="p", by=city.chen, at=clock.now())
    clock_at("2026-11-27 09:00")  # type: ignore[operator]
    close_procedure(
        procedure=procedure, report_number="评〔2026〕1号", delivered_by="专家组秘书",
        by=city.li, at=clock.now(),
    )  # fmt: skip
    dates = dict(Term.objects.filter(subject=case.subject, kind__in=("statutory", "promised"))
                 .values_list("kind", "due_on"))  # fmt: skip
    assert {kind: str(day) for kind, day in dates.items()} == {
        "statutory": "2026-12-10", "promised": "2026-12-03",
    }  # fmt: skip
    assert Document.objects.filter(subject=case.subject, kind="procedure_notice").count() == 1


def test_a_site_visit_stops_nothing(city: cities.City) -> None:
    case = cities.accepted(city)
    with refused("no_pause"):
        open_procedure(
            case=case, kind="现场踏勘", planned_end=date(2027, 1, 1), reason="看现场",
            provider="本局", by=city.li, at=clock.now(),
        )  # fmt: skip
    assert Term.objects.running().filter(subject=case.subject, due_reason="paused").count() == 0


def test_an_extension_is_the_approvers_and_once(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    with refused("not_your_organ"):
        extension.extend(case=case, days=5, reason="情况复杂", by=city.li, at=clock.now())
    with refused("days"):
        extension.extend(case=case, days=11, reason="情况复杂", by=city.chen, at=clock.now())
    extension.extend(case=case, days=10, reason="情况复杂", by=city.chen, at=clock.now())
    statutory = Term.objects.get(subject=case.subject, kind="statutory")
    assert str(statutory.due_on) == "2026-12-21"
    assert Notice.objects.filter(user=city.alice, kind="extended").count() == 1
