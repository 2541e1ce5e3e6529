# SPDX-License-Identifier: Apache-2.0
"""Asking another organ for data, answering, refusing on a ground of law, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock, wording
from portal.kernel.accounts.id_kinds import id_keys
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.rules import normal_number
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record, record_read
from portal.kernel.city_rules import rule_book
from portal.kernel.crypto import digest
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.deadlines.words import TermState, Unit
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.numbers import draw
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.notices import tell_asker, tell_holder
from portal.kernel.sharing.rules import MOST_ANSWER, data_kinds, problems_of, refusal_grounds
from portal.kernel.sharing.states import REQUEST, TERM, RequestState
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Organ


def organ_of(user: User) -> Organ | None:
    """Return the organ for which a user reviews, None for everybody else."""
    member = user.staff_member
    if member is None or not roles_of(user) & set(REVIEW_ROLES):
        return None
    return member.organ


def _named(number: str) -> tuple[Party | None, list[Problem]]:
    """Return the party on file under a number, None where none is typed or on file."""
    typed = normal_number(number)
    if not typed:
        return None, []
    keys = [digest(key) for key in id_keys(typed)]
    party = Party.objects.filter(id_digest__in=keys).first() if keys else None
    return party or Party.objects.filter(uscc=typed).first(), []


@act
def ask_for_data(
    *,
    holder: Organ,
    kind: str,
    article: str,
    purpose: str,
    about: str,
    about_number: str = "",
    matter: str = "",
    matter_name: str = "",
    by: User,
    at: datetime,
) -> DataRequest:
    """Ask another organ for data; its term begins today.

    ``about_number``: the number of the person or enterprise that it is about, where there is one;
    whoever is on file sees in the own list who asked. Raises Refused for somebody who reviews for
    no organ, Invalid with every wrong field.
    """
    asker = organ_of(by)
    if asker is None:
        raise Refused("not_reviewer", _("只有部门的承办、审核、批准人员可以提出数据请求。"))
    problems = problems_of({"kind": kind, "article": article, "purpose": purpose, "about": about})
    if holder.pk == asker.pk:
        problems.append(Problem("holder", "own_organ", _("请选择别的部门。")))
    party, wrong = _named(about_number)
    if problems + wrong:
        raise Invalid.many(problems + wrong)
    day, sort = clock.local_date(at), data_kinds()[kind]
    request = DataRequest.objects.create(
        subject=Subject.objects.begin("kernel.data_request"),
        number=f"SJ-{day:%Y%m%d}-{draw(f'data_request:{day:%Y%m%d}'):04d}",
        asker=asker,
        holder=holder,
        kind=kind,
        article=article.strip(),
        matter=matter,
        matter_name=matter_name,
        purpose=purpose.strip(),
        about=about.strip(),
        party=party,
        asked_by=by,
        asked_at=at,
    )
    event = record(
        subject=request.subject, verb="kernel.data_request.ask", by=by,
        to_state=RequestState.ASKED, citation=request.article, effective_on=day,
        facts={
            "request": request.pk, "asker": asker.pk, "holder": holder.pk, "kind": kind,
            **seal(REQUEST, request),
        },
    )  # fmt: skip
    book = rule_book(day)
    term = start_term(
        subject=request.subject, kind=TERM, limit=book.value(sort.rule), unit=Unit.WORKING,
        started_on=day, citation=book.citation(sort.rule), at=at, is_first=True,
    )  # fmt: skip
    tell_holder(request, event, term)
    return request


def _locked(request: DataRequest) -> DataRequest:
    rows = DataRequest.objects.select_for_update(of=("self",))
    return rows.select_related("subject", "asker", "holder", "asked_by", "party").get(pk=request.pk)


def _require_holder(request: DataRequest, by: User, *roles: str) -> None:
    member = by.staff_member
    if member is None or member.organ_id != request.holder_id or not roles_of(by) & set(roles):
        raise Refused("not_holder", _("只有被请求部门的相应人员可以办理。"))


@act
def answer_request(*, request: DataRequest, answer: str, by: User, at: datetime) -> DataRequest:
    """Give the data; the person whom they are about sees who got them, why and when.

    Raises Refused for whoever does not work for the organ that was asked, Invalid for no data.
    """
    request = _locked(request)
    _require_holder(request, by, *REVIEW_ROLES)
    REQUEST.require("answer", request.state)
    told = wording.reason(
        answer, "answer", least=1, most=MOST_ANSWER, message=_("请填写数据。"), code="required"
    )
    event = REQUEST.apply(
        request, "answer", by=by, at=at, context=Context(on_behalf_of=request.party),
        answer=told, ended_by=by, ended_at=at,
    )  # fmt: skip
    end_term(subject=request.subject, kind=TERM, ended_on=clock.local_date(at), at=at)
    if request.party is not None:
        record_read(
            reader=request.asked_by, party=request.party, subject=request.subject,
            fields=data_kinds()[request.kind].label,
            reason=wording.shortened(
                f"{request.asker.name}向{request.holder.name}请求数据：{request.article}", 200
            ),
        )  # fmt: skip
    tell_asker(request, event, "data_answered")
    return request


@act
def refuse_request(*, request: DataRequest, ground: str, by: User, at: datetime) -> DataRequest:
    """Refuse data on one of the grounds of law, as the organ's approver.

    Raises Refused for everybody else, Invalid for a ground that is not in the list.
    """
    request = _locked(request)
    _require_holder(request, by, Role.APPROVER)
    REQUEST.require("refuse", request.state)
    found = refusal_grounds().get(ground)
    if found is None:
        raise Invalid("ground", _("只能按列出的法定理由不予提供。"), "ground")
    event = REQUEST.apply(
        request, "refuse", by=by, at=at,
        context=Context(facts={"ground": ground, "citation": found.citation}),
        ground=ground, ended_by=by, ended_at=at,
    )  # fmt: skip
    end_term(subject=request.subject, kind=TERM, ended_on=clock.local_date(at), at=at)
    tell_asker(request, event, "data_refused")
    return request


@act
def withdraw_request(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Take a request back; raises Refused for whoever does not work for the organ that asked."""
    request = _locked(request)
    organ = organ_of(by)
    if organ is None or organ.pk != request.asker_id:
        raise Refused("not_asker", _("只有提出请求的部门可以撤回。"))
    REQUEST.require("withdraw", request.state)
    REQUEST.apply(request, "withdraw", by=by, at=at, ended_by=by, ended_at=at)
    end_term(
        subject=request.subject, kind=TERM, ended_on=clock.local_date(at), at=at,
        outcome=TermState.CANCELLED,
    )  # fmt: skip
    return request
