# SPDX-License-Identifier: Apache-2.0
"""Several organs in one case: one whole limit, a limit for each part, nobody acts for another."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.cases.queries import under_review, visible_to
from licensing.delivery.actions import withdraw
from licensing.procedures.actions import open_procedure
from licensing.review import extension
from licensing.review.actions import claim, pass_step, send_back
from licensing.review.late import late_parts
from licensing.review.models import OrganPart, ReviewStep
from licensing.review.queries import to_review
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Extension, Term
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.licensing import items
from tests.refusals import refused


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    """The small city on 29 September, before the long holiday."""
    clock_at("2026-09-29 09:00")  # type: ignore[operator]
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    """A joint case accepted on 29 September; the part is due on 9 October."""
    return cities.accepted_of(city, items.joint(city))


def _steps(case: Case, city: cities.City) -> tuple[ReviewStep, ReviewStep]:
    """Return the first step of the deciding organ and that of the other one."""
    return case.steps.get(position=1, organ=case.organ), case.steps.get(
        organ=items.other_organ(city)
    )


def _do(step: ReviewStep, by: object) -> None:
    claim(step=step, by=by, at=clock.now())  # type: ignore[arg-type]
    step.refresh_from_db()
    pass_step(step=step, opinion="无意见", by=by, at=clock.now())  # type: ignore[arg-type]


def test_a_joint_licence_has_forty_five_days_and_each_part_its_own(case: Case) -> None:
    terms = {term.kind: term for term in Term.objects.filter(subject=case.subject)}
    assert (terms["statutory"].limit, str(terms["statutory"].due_on)) == (45, "2026-12-07")
    assert terms["statutory"].citation == "行政许可法第四十二条第二款"
    part = OrganPart.objects.get(case=case)
    term = Term.objects.get(subject=part.subject)
    assert (part.state, term.kind, term.limit, str(term.due_on)) == (
        "open", "part", 3, "2026-10-09",
    )  # fmt: skip


def test_the_part_ends_with_its_last_step_and_the_review_goes_on(
    case: Case, city: cities.City
) -> None:
    own, other = _steps(case, city)
    _do(other, city.huang)
    part = OrganPart.objects.get(case=case)
    assert (part.state, Term.objects.get(subject=part.subject).state) == ("done", "met")
    assert case.steps.filter(position=2, state="waiting").exists()
    _do(own, city.li)
    cities.review_up_to_approval(city, case)
    assert cities.granted(city, case).state == "issued"
    assert invariants.run() == []


def test_no_decision_while_the_other_organ_has_not_answered(case: Case, city: cities.City) -> None:
    own, _other_step = _steps(case, city)
    _do(own, city.li)
    assert set(case.steps.exclude(position=1).values_list("state", flat=True)) == {"waiting"}


def test_nobody_does_the_step_of_another_organ(case: Case, city: cities.City) -> None:
    own, other = _steps(case, city)
    with refused("not_your_organ"):
        claim(step=other, by=city.li, at=clock.now())
    with refused("not_your_organ"):
        claim(step=own, by=city.huang, at=clock.now())
    assert not case.steps.filter(state="claimed").exists()


def test_the_other_organ_decides_nothing_for_the_whole(case: Case, city: cities.City) -> None:
    head = items.hire("zheng", "approver", items.other_organ(city))
    with refused("not_your_organ"):
        extension.extend(
            case=case,
            days=5,
            reason="情况复杂",
            approval="资府〔2026〕1号",
            by=head,
            at=clock.now(),
        )
    with refused("not_your_organ"):
        open_procedure(
            case=case, kind="检测", planned_end=clock.today(), reason="需要检测",
            provider="检测中心", by=city.huang, at=clock.now(),
        )  # fmt: skip
    assert not Extension.objects.exists()


def test_an_organ_sees_the_joint_case_and_no_other_of_the_deciding_organ(
    case: Case, city: cities.City
) -> None:
    foreign = cities.accepted(city)
    assert set(under_review(city.huang)) == set(visible_to(city.huang)) == {case}
    assert set(to_review(city.huang)) == {case}
    assert foreign in under_review(city.li)


def test_pages_of_the_other_organ_show_its_own_part_only(case: Case, city: cities.City) -> None:
    client = Client()
    client.force_login(city.huang, "portal.kernel.backends.LowerCaseBackend")
    page = client.get(f"/review/{case.number}/")
    assert page.status_code == 200
    assert page.context["mine"].organ == items.other_organ(city)
    assert not page.context["may_act"]
    own, other = _steps(case, city)
    for verb in ("pause", "hearing-tell", "inspect", "extend", "decide", "terminate", "licence"):
        assert client.post(f"/review/{case.number}/{verb}/").status_code == 404
    assert client.post(f"/review/{case.number}/claim/", {"step": own.pk}).status_code == 404
    assert client.post(f"/review/{case.number}/claim/", {"step": other.pk}).status_code == 302
    other.refresh_from_db()
    assert other.handler == city.huang


def test_a_late_part_is_named_everywhere_once(
    case: Case, city: cities.City, clock_at: object
) -> None:
    head = items.hire("zheng", "approver", items.other_organ(city))
    clock_at("2026-10-09 23:00")  # type: ignore[operator]
    cities.catch_up()
    assert late_parts([case.pk], clock.today()) == {}
    assert not Event.objects.filter(verb="licensing.overdue.part").exists()
    clock_at("2026-10-12 09:00")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    late = f"{items.other_organ(city)}的部分已超期2个工作日"
    assert late_parts([case.pk], clock.today()) == {case.pk: [late]}
    told = Notice.objects.filter(kind="part_overdue")
    assert {notice.user for notice in told} == {city.huang, head, city.li, city.chen, city.liu}
    assert all(late in notice.body for notice in told)
    assert told.count() == 5
    assert Event.objects.filter(subject=case.subject, verb="licensing.overdue.part").count() == 1
    for user, address in (
        (city.li, "/review/"), (city.li, f"/review/{case.number}/"),
        (city.liu, "/supervision/cases/"), (city.liu, f"/supervision/cases/{case.number}/"),
    ):  # fmt: skip
        client = Client()
        client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
        assert late in client.get(address).content.decode()


def test_joint_work_is_extended_with_the_governments_paper_only(
    case: Case, city: cities.City
) -> None:
    with refused("approval_required"):
        extension.extend(case=case, days=15, reason="情况复杂", by=city.chen, at=clock.now())
    with refused("days"):
        extension.extend(
            case=case, days=16, reason="情况复杂", approval="资府函〔2026〕9号", by=city.chen,
            at=clock.now(),
        )  # fmt: skip
    assert not Extension.objects.exists()
    extension.extend(
        case=case, days=15, reason="情况复杂", approval="资府函〔2026〕9号", by=city.chen,
        at=clock.now(),
    )  # fmt: skip
    term = Term.objects.get(subject=case.subject, kind="statutory")
    assert str(term.due_on) == "2026-12-28"


def test_sent_back_to_the_other_organ_its_part_runs_anew(case: Case, city: cities.City) -> None:
    own, other = _steps(case, city)
    _do(own, city.li)
    _do(other, city.huang)
    second = case.steps.get(position=2)
    claim(step=second, by=city.zhou, at=clock.now())
    send_back(step=second, target=other, reason="意见不明确", by=city.zhou, at=clock.now())
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == ("passed", "open")
    part = OrganPart.objects.get(case=case)
    assert part.state == "open"
    assert Term.objects.running().filter(subject=part.subject).count() == 1
    assert invariants.run() == []


def test_a_withdrawn_joint_case_leaves_nothing_running(case: Case, city: cities.City) -> None:
    withdraw(case=case, by=city.alice, at=clock.now())
    assert OrganPart.objects.get(case=case).state == "cancelled"
    assert not Term.objects.running().exists()
    assert invariants.run() == []
