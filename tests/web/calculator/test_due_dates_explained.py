# SPDX-License-Identifier: Apache-2.0
"""Every due date on every page opens its proof: the picture, the sentence, the article."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint
from complaints.cards.raising import raise_cards
from credit.determinations.actions import open_determination
from licensing.cases.models import Case
from licensing.review.actions import claim
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.outbox.relay import drain
from portal.web.templatetags.portal import day, day_short
from tests import city as cities
from tests.conftest import SetClock

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User

TEMPLATES = Path(__file__).parents[3] / "templates"
#: Only these print a period's date; they bring its proof with them. The calculator is a proof.
SPEAKERS = {
    "components/due_date.html",
    "components/due_link.html",
    "web/calculator/calculator.html",
}
#: A due date, said: {{ term.due_on|day }}, with day=x.due_on|day_short, {{ hearing_due_on }} …
SAID = re.compile(r"(?:[\w.]*\bdue_on|[\w.]*_due_on|promised_due|due_at)\|(?:day|day_short|date)")
BARE = re.compile(r"\{\{\s*[\w.]*(?:due_on|due_at|promised_due)\s*(?:\|[^}]*)?\}\}")


def _pages() -> list[Path]:
    return [
        path
        for path in sorted(TEMPLATES.rglob("*.html"))
        if not path.is_relative_to(TEMPLATES / "documents")
    ]


def test_no_template_says_a_due_date_but_through_the_parts_that_prove_it() -> None:
    guilty = []
    for path in _pages():
        name = str(path.relative_to(TEMPLATES))
        if name in SPEAKERS:
            continue
        text = re.sub(r"<a class=\"due-link\" href=\"#[\w-]+\">.*?</a>", "", path.read_text())
        guilty += [(name, said) for said in (*SAID.findall(text), *BARE.findall(text))]
    assert guilty == []


def test_whoever_prints_a_due_date_by_the_component_hands_over_a_proof() -> None:
    guilty = [
        (str(path.relative_to(TEMPLATES)), part[:90])
        for path in _pages()
        for part in re.findall(
            r"\{% include \"components/due_date.html\"[^%]*%\}", path.read_text()
        )
        if "proof=" not in part
    ]
    assert guilty == []


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def case(city: cities.City) -> Case:
    """Return a case with all kinds of periods: deferral, step, complaint, inquiry, card."""
    made = cities.accepted(city, lacking="secondary")
    at = clock.now()
    claim(step=made.steps.get(state="open"), by=city.li, at=at)
    complaint = file_complaint(
        kind="complaint", title="一直没有消息", text="交了材料以后一直没有消息。", case=made,
        by=city.alice, at=at,
    )  # fmt: skip
    handling.dispatch(complaint=complaint, organ=made.organ, by=city.liu, at=at)
    open_determination(party=city.shop, cause=made.subject, ground="deferral_lapsed", at=at)
    record(subject=made.subject, verb="term.overdue", facts={"kind": "promised"},
           effective_on=clock.today())  # fmt: skip
    raise_cards(at=at)
    cities.leave_papers()
    drain()
    return made


PAGES: dict[str, list[str]] = {
    "alice": ["/", "/cases/", "/cases/{number}/", "/complaints/", "/complaints/{complaint}/",
              "/credit/", "/licences/"],
    "wang": ["/counter/", "/counter/{number}/"],
    "li": ["/review/", "/review/{number}/", "/complaints/desk/", "/complaints/desk/{complaint}/",
           "/cards/", "/cards/{card}/"],
    "liu": ["/supervision/", "/supervision/cases/", "/supervision/cases/{number}/",
            "/complaints/desk/", "/credit/desk/", "/supervision/cards/"],
}  # fmt: skip
#: A due date is proved where it stands, or by the link around it.
PROVED = re.compile(
    r"<a class=\"due-link\" href=\"/terms/\d+/\".*?</a>|<div class=\"due\">.*?</details>\s*</div>",
    re.DOTALL,
)
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)


def _open(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = MAIN.search(answer.content.decode())
    assert found is not None
    return found.group()


def _facts(case: Case) -> dict[str, object]:
    return {
        "number": case.number,
        "complaint": case.complaints.get().number,
        "card": case.cards.get().pk,
    }


@pytest.mark.parametrize("who", PAGES)
def test_each_page_links_each_due_date_to_its_proof(
    city: cities.City, case: Case, client: Client, who: str
) -> None:
    user: User = getattr(city, who)
    client.force_login(user)
    dues = {term.due_on for term in Term.objects.running() if term.due_on is not None}
    seen = 0
    for address in PAGES[who]:
        page = _open(client, address.format(**_facts(case)))
        proofs = PROVED.findall(page)
        seen += len(proofs)
        rest = re.sub(r"<section[^>]*aria-labelledby=\"(?:story|timeline)\".*?</section>", "",
                      PROVED.sub("", page), flags=re.DOTALL)  # fmt: skip
        bare = [said for on in dues for said in (day(on), day_short(on)) if said in rest]
        assert bare == [], address
        for pk in set(re.findall(r"/terms/(\d+)/", page)):
            proof = client.get(f"/terms/{pk}/")
            assert proof.status_code == 200
            assert "proof-body" in proof.content.decode()
    assert seen > 0


def test_a_proof_shows_the_picture_the_sentence_and_the_article(
    city: cities.City, case: Case, client: Client
) -> None:
    client.force_login(city.alice)
    term = Term.objects.get(subject=case.subject, kind="statutory")
    page = client.get(f"/terms/{term.pk}/").content.decode()
    assert '<table class="cal">' in page
    assert "day-counted" in page
    assert "day-due" in page
    assert f"的次日起算{term.limit}个工作日" in page
    assert term.citation in page


def test_a_foreign_proof_is_not_there(city: cities.City, case: Case, client: Client) -> None:
    terms = list(Term.objects.all())
    assert {term.subject.kind for term in terms} >= {
        "licensing.case", "licensing.step", "licensing.deferral", "complaints.complaint",
        "complaints.card", "credit.determination",
    }  # fmt: skip
    for user in (city.bob, city.charlie, city.sun, city.huang):
        client.force_login(user)
        assert [client.get(f"/terms/{term.pk}/").status_code for term in terms] == [404] * len(
            terms
        )
    client.logout()
    assert client.get(f"/terms/{terms[0].pk}/").status_code == 302


#: 12月3日前 leaves open whether the 3rd is in time; 最迟12月3日 does not.
BEFORE = re.compile(r"(?:%\(\w+\)s|\}\})前(?!往)")
#: Here the day is the first on which something else holds, or the end of a count backwards.
FIRST_DAYS = ("只用到%(day)s前：", "应当在%(end)s的%(amount)s前办理")


def test_a_last_day_is_said_as_the_latest_one_and_not_as_before() -> None:
    root = TEMPLATES.parent
    sources = [
        path
        for app in ("portal", "licensing", "credit", "complaints", "services")
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts
    ]
    guilty = []
    for path in [*sources, *TEMPLATES.rglob("*.html")]:
        text = path.read_text(encoding="utf-8")
        for allowed in FIRST_DAYS:
            text = text.replace(allowed, "")
        guilty += [(str(path.relative_to(root)), said) for said in BEFORE.findall(text)]
    assert guilty == []
