# SPDX-License-Identifier: Apache-2.0
"""One matter from draft to delivery, through the actions alone."""

from __future__ import annotations

from licensing.cases.states import CaseState
from licensing.deferrals.actions import supply, verify
from licensing.deferrals.models import Deferral
from licensing.delivery.actions import deliver
from portal.kernel import clock, invariants
from portal.kernel.audit.verify import verify as audit_verify
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.refusals import refused


def test_deferred_case_runs_from_draft_to_delivery(city: cities.City) -> None:
    case = cities.accepted(city, lacking="secondary")
    assert case.state == CaseState.ACCEPTED
    owed = Deferral.objects.get(case=case)
    assert owed.state == "open"
    cities.review_up_to_approval(city, case)

    with refused("deferral_open"):
        cities.granted(city, case)
    case.refresh_from_db()
    assert case.state == CaseState.IN_REVIEW
    assert not Document.objects.filter(subject=case.subject, kind__in=("grant", "licence")).exists()

    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    verify(deferral=owed, by=city.wang, at=clock.now())
    case = cities.granted(city, case)
    assert case.state == CaseState.ISSUED
    deliver(case=case, method="online", recipient="张小丽", by=city.alice, at=clock.now())
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED
    kinds = set(Document.objects.filter(subject=case.subject).values_list("kind", flat=True))
    assert kinds == {
        "receipt",
        "deferral_acceptance",
        "commitment",
        "deferral_receipt",
        "grant",
        "licence",
        "delivery_receipt",
    }
    assert Notice.objects.filter(user=city.alice, kind="granted").count() == 1
    assert not Term.objects.running().filter(subject=case.subject).exclude(kind="archive").exists()
    assert invariants.run() == []
    assert audit_verify() == []
