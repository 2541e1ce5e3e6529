# SPDX-License-Identifier: Apache-2.0
"""What the papers of a case say: what came, what did not, and that it ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from licensing.apply import draft
from licensing.apply.submit import submit
from licensing.cases.models import CaseMaterial
from licensing.deferrals.actions import supply
from licensing.deferrals.models import Deferral
from licensing.intake.correct import supplement
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.documents.models import Document
from portal.kernel.documents.registry import kind_of
from portal.kernel.documents.render import context_of
from tests import city as cities

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from tests.conftest import SetClock


def _paper(case: Case, kind: str) -> Document:
    return Document.objects.get(subject=case.subject, kind=kind)


def _text(paper: Document) -> str:
    sort = kind_of(paper.kind)
    return " ".join(render_to_string(sort.template, context_of(paper, sort)).split())


def test_a_receipt_says_received_only_of_what_was_handed_in(city: cities.City) -> None:
    case = cities.fill_draft(city, lacking="secondary")
    held = CaseMaterial.objects.filter(case=case, is_applicable=True, wants_deferral=False)[0]
    CaseMaterial.objects.filter(pk=held.pk).update(grade="A", origin="licence")
    held.files.update(removed_at=clock.now())
    case = submit(case=case, key="k", by=city.alice, at=clock.now())
    lines = {one["name"]: one for one in _paper(case, "receipt").facts["materials"]}
    assert (lines[held.material.name]["given"], lines[held.material.name]["held"]) == (False, True)
    text = _text(_paper(case, "receipt"))
    given = sum(one["given"] for one in lines.values())
    assert text.count("<td>是</td>") == given == len(lines) - 2
    assert text.count("不用交，部门已有") == text.count("<td>承诺补交</td>") == 1


def test_what_was_promised_and_comes_has_a_numbered_receipt(
    city: cities.City, clock_at: SetClock
) -> None:
    clock_at("2026-11-23 09:00")
    case = cities.accepted(city, lacking="secondary")
    owed = Deferral.objects.get(case=case)
    clock_at("2026-11-26 23:59")
    supply(deferral=owed, files=[cities.clean_pdf()], by=city.alice, at=clock.now())
    paper = _paper(case, "deferral_receipt")
    assert paper.number
    assert paper.facts["material"] == owed.case_material.material.name
    assert "2026年11月26日" in _text(paper)
    assert "1个文件" in _text(paper)


def test_the_second_receipt_has_a_name_of_its_own(city: cities.City) -> None:
    case = cities.asked_to_correct(city)
    line = CaseMaterial.objects.get(case=case, verdict="to_correct")
    draft.attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
    supplement(case=case, by=city.alice, at=clock.now())
    assert _paper(case, "receipt").title != _paper(case, "supplement_receipt").title


def test_silence_on_a_correction_ends_on_paper(city: cities.City, clock_at: SetClock) -> None:
    clock_at("2026-11-23 09:00")
    case = cities.asked_to_correct(city)
    due = Term.objects.running().get(subject=case.subject, kind="supplement").due_on
    assert due is not None
    clock_at(f"{due} 23:59")
    cities.catch_up()
    assert not Document.objects.filter(kind="no_reply_notice").exists()
    clock_at(f"{due + timedelta(days=1)} 00:01")
    cities.catch_up()
    text = _text(_paper(case, "no_reply_notice"))
    assert "2026年11月23日" in text
    assert f"{due.month}月{due.day}日" in text
    assert "不影响您再次申请" in text
