# SPDX-License-Identifier: Apache-2.0
"""Handing in: complete, once, numbered, with a receipt."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from licensing.apply import draft
from licensing.apply.forms import ContactForm
from licensing.apply.submit import submit
from licensing.cases.models import Case, CaseMaterial
from licensing.intake.walk_in import receive_at_counter
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.errors import Invalid
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.models import OutboxMessage
from tests import city as cities
from tests.refusals import refused


def test_a_submitted_case_has_number_receipt_notice_and_intake_period(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.submitted(city)
    assert case.number == "5120-20261123-0001"
    assert len(case.query_code) == 8
    term = Term.objects.get(subject=case.subject)
    assert (term.kind, term.limit, str(term.due_on)) == ("intake", 5, "2026-11-30")
    assert Document.objects.get(subject=case.subject).kind == "receipt"
    assert Notice.objects.filter(subject=case.subject, user=city.alice).count() == 1


def test_numbers_of_a_day_follow_each_other_and_start_anew(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-12-31 23:59")  # type: ignore[operator]
    first = cities.submitted(city)
    second = cities.submitted(city, version=cities.public_service())
    clock_at("2027-01-01 00:01")  # type: ignore[operator]
    third = cities.submitted(city)
    assert [first.number, second.number, third.number] == [
        "5120-20261231-0001", "5120-20261231-0002", "5120-20270101-0001",
    ]  # fmt: skip


def test_an_incomplete_draft_names_everything_and_loses_nothing(city: cities.City) -> None:
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    draft.save_form(case=case, form={"remark": "请尽快"}, by=city.alice, at=clock.now())
    with pytest.raises(Invalid) as caught:
        submit(case=case, key="k1", by=city.alice, at=clock.now())
    fields = [problem.field for problem in caught.value.problems]
    required = CaseMaterial.objects.filter(case=case, is_applicable=True).count()
    assert fields[:3] == ["contact_name", "contact_phone", "is_true"]
    assert len(fields) == 3 + required
    case.refresh_from_db()
    assert (case.state, case.number, case.form["remark"]) == ("draft", None, "请尽快")
    assert not OutboxMessage.objects.exists()


def test_a_wrong_phone_is_named_and_the_draft_stays(city: cities.City) -> None:
    case = cities.fill_draft(city)
    draft.save_form(case=case, form={"contact_phone": "12"}, by=city.alice, at=clock.now())
    with refused("phone"):
        submit(case=case, key="k2", by=city.alice, at=clock.now())
    case.refresh_from_db()
    assert (case.state, case.form["contact_phone"]) == ("draft", "12")


@pytest.mark.parametrize(
    ("line", "most"),
    [("contact_name", 50), ("contact_phone", 40), ("address", 200), ("remark", 500)],
)
def test_what_does_not_fit_in_its_line_is_refused_by_the_act_as_by_its_form(
    city: cities.City, line: str, most: int
) -> None:
    case, long = cities.fill_draft(city), {line: "长" * (most + 1)}
    with refused("too_long"):
        draft.save_form(case=case, form=long, by=city.alice, at=clock.now())
    form = ContactForm(long)
    assert f"最多写{most}个字，请精简。" in form.errors[line]
    case.refresh_from_db()
    assert case.form.get(line, "") != long[line]
    draft.save_form(case=case, form={line: "长" * most}, by=city.alice, at=clock.now())


def test_a_retry_with_the_same_key_gives_the_same_case(city: cities.City) -> None:
    case = cities.fill_draft(city)
    first = submit(case=case, key="same", by=city.alice, at=clock.now())
    again = submit(case=case, key="same", by=city.alice, at=clock.now())
    assert first.pk == again.pk
    assert Document.objects.filter(subject=case.subject).count() == 1


def test_the_same_key_for_another_case_is_refused(city: cities.City) -> None:
    submit(case=cities.fill_draft(city), key="same", by=city.alice, at=clock.now())
    other = cities.fill_draft(city, version=cities.public_service())
    with refused("idempotency_key_reused"):
        submit(case=other, key="same", by=city.alice, at=clock.now())
    other.refresh_from_db()
    assert other.state == "draft"


def test_a_main_material_cannot_be_put_off(city: cities.City) -> None:
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.filter(case=case, material__is_main=True)[0]
    with refused("not_deferrable"):
        draft.choose_material(line=line, wants_deferral=True, by=city.alice, at=clock.now())
    line.refresh_from_db()
    assert not line.wants_deferral


def test_without_a_mandate_nobody_applies_for_an_enterprise(city: cities.City) -> None:
    with refused("not_applicant"):
        draft.start_draft(
            version=city.food, applicant=city.shop, centre=city.centre, by=city.bob, at=clock.now()
        )
    assert not Case.objects.exists()


def test_a_file_is_refused_for_what_it_is_not_for_what_it_is_called(city: cities.City) -> None:
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.filter(case=case)[0]
    fake = SimpleUploadedFile("申请书.pdf", b"MZ\x90\x00 not a paper", "application/pdf")
    client = Client()
    client.force_login(city.alice, backend="portal.kernel.backends.LowerCaseBackend")
    page = client.post(
        reverse("licensing:apply_material", args=[cities.FOOD, case.pk, line.pk]),
        {"act": "upload", "file": fake},
    )
    assert page.status_code == 400
    assert "只收PDF、OFD和图片" in page.content.decode()
    assert not line.files.exists()


def test_a_walk_in_is_received_with_originals_seen(city: cities.City) -> None:
    person = ensure_person(name="李四", id_number="512022200002290045", phone="13600136003")
    present = {one.pk for one in city.food.materials.filter(is_main=True, necessity="required")}
    case = receive_at_counter(
        version=city.food, applicant=person, agent=None, window=city.window,
        form={"contact_name": "李四", "contact_phone": "13600136003", "commitment": True},
        present=present, ticket="A037", key="w1", by=city.wang, at=clock.now(),
    )  # fmt: skip
    assert (case.state, case.channel, case.ticket) == ("submitted", "window", "A037")
    assert CaseMaterial.objects.filter(case=case, grade="B").count() == len(present)
    assert Notice.objects.filter(subject=case.subject, party=person).count() == 1


def test_a_clerk_of_another_centre_cannot_receive_at_this_window(city: cities.City) -> None:
    with refused("not_your_window"):
        receive_at_counter(
            version=city.food, applicant=city.shop, agent=None, window=city.window, form={},
            present=set(), key="w2", by=city.sun, at=clock.now(),
        )  # fmt: skip
    assert not Case.objects.exists()
