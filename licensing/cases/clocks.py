# SPDX-License-Identifier: Apache-2.0
"""Starting and ending the periods of a case by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import end_terms, renew_term, start_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from licensing.cases.terms import TermData
    from portal.kernel.subjects import Subject


def start(
    *,
    subject: Subject,
    term: TermData,
    limit: int,
    started_on: date,
    at: datetime,
    unit: str = Unit.WORKING,
    citation: str = "",
    rolls: bool = True,
    is_first: bool = False,
) -> Term:
    """Start one period from a day that is not counted; working days unless told otherwise.

    ``citation`` is the law behind this very number, where it is not the period's general one.
    ``is_first``: nothing has ever stopped a clock of the subject yet.
    """
    return start_term(
        subject=subject,
        kind=term.code,
        limit=limit,
        unit=unit,
        started_on=started_on,
        stops=term.stops,
        citation=citation or term.citation,
        rolls=rolls,
        is_first=is_first,
        at=at,
    )


def start_by_rule(
    *, subject: Subject, term: TermData, rule: str, started_on: date, at: datetime
) -> Term:
    """Start a period whose number, unit and source are a rule of the city's book."""
    book = rule_book(started_on)
    return start(
        subject=subject,
        term=term,
        limit=book.value(rule),
        unit=book.unit(rule),
        citation=book.citation(rule),
        started_on=started_on,
        at=at,
    )


def renew(
    *,
    subject: Subject,
    term: TermData,
    limit: int,
    started_on: date,
    ended_on: date,
    at: datetime,
) -> Term:
    """Give a new period in working days, unless the one that runs ends no earlier; see ``renew_term``."""
    return renew_term(
        subject=subject,
        kind=term.code,
        limit=limit,
        started_on=started_on,
        citation=term.citation,
        ended_on=ended_on,
        at=at,
    )


def end(*, subject: Subject, codes: Iterable[str], on: date, at: datetime) -> None:
    """End the running periods of these names; those that do not run are passed over."""
    end_terms(subject=subject, kinds=list(codes), ended_on=on, at=at)


def cancel(*, subject: Subject, on: date, at: datetime, codes: Iterable[str] | None = None) -> None:
    """Cancel running periods (all of them by default), because what they time will not come."""
    end_terms(
        subject=subject,
        kinds=None if codes is None else list(codes),
        ended_on=on,
        at=at,
        outcome=TermState.CANCELLED,
    )
