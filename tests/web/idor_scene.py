# SPDX-License-Identifier: Apache-2.0
"""One case with all that can hang on one, and the cast: what the matrices of rights are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from complaints.appeals.filing import file_complaint
from complaints.cards.models import Card
from complaints.cards.raising import raise_cards
from credit.determinations.actions import mark, open_determination, state_case
from credit.repair.actions import request_repair
from licensing.cases.models import CaseMaterial, MaterialFile
from licensing.deferrals.models import Deferral
from licensing.emergencies.actions import Scope, declare_emergency
from licensing.licences.models import Licence
from licensing.procedures.hearings import tell_of_hearing
from licensing.review.actions import claim
from portal.kernel import clock
from portal.kernel.absences.actions import declare_absence
from portal.kernel.accounts.actions import assert_person
from portal.kernel.accounts.models import Mandate, StaffMember, StaffRole, User
from portal.kernel.audit.actions import record
from portal.kernel.changes.actions import propose
from portal.kernel.changes.models import Change
from portal.kernel.clients.actions import open_client
from portal.kernel.deadlines.terms.models import CalendarVersion, Term
from portal.kernel.documents.models import Document
from portal.kernel.mandates.models import MandateRequest
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.passkeys.models import Passkey
from portal.kernel.places.models import Division, Organ
from portal.kernel.retention.holds import place_hold
from portal.kernel.sharing.consents import give_consent
from portal.kernel.sharing.requests import ask_for_data
from portal.kernel.subjects import Subject
from services.drafts.editing import open_draft
from services.editors.models import DeskEdit
from services.intermediaries.actions import load_intermediaries
from services.intermediaries.models import ProviderOffer
from services.items.models.charges import DeferralExclusion, FeeItem
from services.policies.actions import load_policies
from services.policies.models import Policy
from services.search.words import teach_word
from services.tables.actions import load_form_fields
from tests import city as cities
from tests.web.idor_rows import Row

if TYPE_CHECKING:
    from licensing.cases.models import Case


@dataclass
class Scene:
    """A case with all that can hang on one, and the cast."""

    city: cities.City
    facts: dict[str, Any]

    def address(self, row: Row) -> str:
        return reverse(row.name, kwargs={key: self.facts[one] for key, one in row.kwargs.items()})

    def intruders(self) -> dict[str, User | None]:
        city = self.city
        return {
            "stranger": city.charlie,
            "agent of another enterprise": city.bob,
            "clerk of another centre": city.sun,
            "reviewer of another organ": city.huang,
            "anonymous": None,
        }


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def _credit(city: cities.City, case: Case) -> dict[str, Any]:
    at = clock.now()
    inquiry = open_determination(
        party=city.shop, cause=case.subject, ground="deferral_lapsed", at=at
    )
    heard = open_determination(
        party=city.shop, cause=case.deferrals.get().subject, ground="deferral_lapsed", at=at
    )
    assert inquiry is not None
    assert heard is not None
    state_case(inquiry=heard, statement="供货商停业", force_majeure=False, by=city.alice, at=at)
    record = mark(inquiry=heard, finding="没有补交", by=city.liu, at=at)
    repair = request_repair(record=record, grounds="已经补齐材料", by=city.alice, at=at)
    return {"inquiry": inquiry.pk, "record": record.pk, "repair": repair.pk}


def _people(city: cities.City, case: Case) -> dict[str, Any]:
    """Return an absence, a card, a period and a calendar notice."""
    at, day = clock.now(), clock.today()
    mate = User.objects.create(username="he")
    deputy = StaffMember.objects.create(user=mate, name="He", organ=case.organ)
    StaffRole.objects.create(staff=deputy, role="reviewer", valid_from="2020-01-01")
    assert city.li.staff_member is not None
    absence = declare_absence(
        staff=city.li.staff_member, deputy=deputy, kind="leave", first_day=day, last_day=day,
        by=city.li, at=at,
    )  # fmt: skip
    claim(step=case.steps.get(state="open"), by=city.li, at=at)
    record(subject=case.subject, verb="term.overdue", facts={"kind": "promised"}, effective_on=day)
    raise_cards(at=at)
    asked = MandateRequest.objects.create(
        agent=city.bob, subject=Subject.objects.begin("kernel.mandate"), relation="other",
        person=assert_person(
            name="张小丽", id_number="512002199003070019", phone="13800132046"
        ),
        valid_to=day, asked_at=at, ends_at=at + timedelta(days=7),
    )  # fmt: skip
    return {
        "mandate": Mandate.dated.get(user=city.alice).pk,
        "mandate_asked": asked.pk,
        "absence": absence.pk,
        "card": Card.objects.get().pk,
        "card_verb": "appeal",
        "term": Term.objects.get(subject=case.subject, kind="promised").pk,
        "calendar": CalendarVersion.objects.latest("pk").pk,
        "calendar_what": "closure",
    }


def _accounts(city: cities.City) -> dict[str, Any]:
    """Return a member of staff, his right, a passkey and a system of another office."""
    right = StaffRole.objects.get(staff__user=city.huang)
    passkey = Passkey.objects.create(
        user=city.gu, name="U盾", credential_id="c", public_key="k", made_at=clock.now()
    )
    client, _secret = open_client(
        name="住建审批系统", organ=city.food.organ, scopes=["cases:read"],
        valid_to=clock.today() + timedelta(days=30), by=city.gu, at=clock.now(),
    )  # fmt: skip
    return {
        "member": right.staff_id,
        "passkey": passkey.pk,
        "member_verb": "unlock",
        "right": right.pk,
        "right_verb": "confirm",
        "client": client.pk,
        "client_verb": "end",
        "change": _change(city).pk,
        "change_verb": "withdraw",
        "rule": "archive_days",
        "fee": FeeItem.objects.get_or_create(name="证照工本费", standard="每本10元")[0].pk,
        "exclusion": DeferralExclusion.objects.create(code="own-9", label="示例理由").code,
        "retention": "notice",
        "hold": place_hold(
            what="张*丽",
            ground="lawsuit",
            paper="（2026）川2002行初1号",
            party=city.alice.person,
            valid_from=clock.today(),
            by=city.liu,
            at=clock.now(),
        ).pk,
    }


def _shared(city: cities.City) -> dict[str, Any]:
    """Return a request for data to a third organ, and what Alice lets a bank read."""
    others = Organ.objects.exclude(staff__user=city.huang).exclude(pk=city.food.organ_id)
    third = others[0]
    asked = ask_for_data(
        holder=third, kind="tax", article="行政许可法第三十四条", purpose="核对纳税情况",
        about="测试样例01个体经营部近一年纳税", by=city.li, at=clock.now(),
    )  # fmt: skip
    bank, _secret = open_client(
        name="某银行信贷系统", organ=city.food.organ, scopes=["consents:read"],
        valid_to=clock.today() + timedelta(days=30), by=city.gu, at=clock.now(),
    )  # fmt: skip
    consent = give_consent(
        client=bank, kind="licences", purpose="贷款", valid_to=clock.today(), by=city.alice,
        at=clock.now(),
    )  # fmt: skip
    return {
        "data_request": asked.pk,
        "data_number": asked.number,
        "data_verb": "answer",
        "consent": consent.pk,
    }


def _change(city: cities.City) -> Change:
    payload = {
        "code": "archive_days", "value": 6, "is_on": True, "citation": "某某办法第一条",
        "effective_on": str(clock.today() + timedelta(days=1)),
    }  # fmt: skip
    return propose(
        kind="city_rule", payload=payload, reason="办法已经修订", by=city.gu, at=clock.now()
    )


def _held(city: cities.City) -> dict[str, Any]:
    """Return a licence of the shop and an emergency that reached nothing."""
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    day = clock.today()
    emergency = declare_emergency(
        name="特大暴雨", basis="某某公告", extra_days=1, by=city.liu, at=clock.now(),
        scope=Scope([Division.objects.get(code="512021")], [], day, day),
    )  # fmt: skip
    return {"licence": Licence.objects.get(case=case).pk, "emergency": emergency.pk}


def _desks(city: cities.City) -> dict[str, Any]:
    """Return what editors keep: a line of a form, an agency with its service, a policy."""
    load_form_fields(by=None, at=clock.now())
    load_intermediaries(by=None, at=clock.now())
    load_policies(by=None, at=clock.now())
    teach_word(phrase="开小馆子", name=city.food.name, by=city.xie, at=clock.now())
    offer = ProviderOffer.objects.select_related("provider", "service")[0]
    return {
        "edit": DeskEdit.objects.get().pk,
        "form_field": "premises",
        "form_verb": "down",
        "provider": offer.provider.uscc,
        "intermediary": offer.service.code,
        "desk_verb": "withdraw",
        "policy": Policy.objects.order_by("-valid_to")[0].code,
    }


@pytest.fixture
def scene(city: cities.City) -> Scene:
    held = _held(city)
    case = cities.accepted(city, lacking="secondary")
    drain()
    draft = cities.fill_draft(city)
    draft_line = CaseMaterial.objects.filter(case=draft).first()
    draft_file = MaterialFile.objects.filter(case_material__case=draft).select_related("upload")[0]
    assert draft_line is not None
    file = MaterialFile.objects.filter(case_material__case=case).select_related("upload")[0]
    complaint = file_complaint(
        kind="complaint", title="一直没有消息", text="交了材料以后一直没有消息。",
        contact_name="张小丽", contact_phone="13800132046", case=case, by=city.alice, at=clock.now(),
    )  # fmt: skip
    facts = {
        "code": city.food.offering.code,
        "draft": draft.pk,
        "draft_line": draft_line.pk,
        "draft_token": draft_file.upload.token,
        "number": case.number,
        "line": file.case_material_id,
        "token": file.upload.token,
        "deferral": Deferral.objects.get(case=case).pk,
        "paper": Document.objects.filter(subject=case.subject)[0].pk,
        "hearing": tell_of_hearing(
            case=case, ground="涉及他人重大利益", by=city.li, at=clock.now()
        ).pk,
        "letter": Notice.objects.filter(user=city.alice)[0].pk,
        "complaint": complaint.number,
        "counter_verb": "check",
        "deferral_verb": "supply",
        "review_verb": "extend",
        "complaint_verb": "close",
        "guide_draft": open_draft(offering=city.food.offering, by=city.xie, at=clock.now()).pk,
        "editor_verb": "open",
        **_desks(city),
        **held,
        **_credit(city, case),
        **_people(city, case),
        **_accounts(city),
        **_shared(city),
    }
    return Scene(city, facts)
