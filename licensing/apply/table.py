# SPDX-License-Identifier: Apache-2.0
"""One table (一表申请): the item's own fields in an application, filled in as far as known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.apply import prefill
from licensing.cases.models import Case
from licensing.cases.table import fields_of, values_of
from licensing.licences.models import Licence
from licensing.licences.states import LicenceState
from portal.kernel import clock
from portal.kernel.dates import long_day
from portal.kernel.errors import Problem
from portal.kernel.registers.statements import told_of
from services.situations import asking
from services.situations import tree as situations_tree
from services.situations.queries import questions_of
from services.tables.inputs import FIELD
from services.tables.models import FormField
from services.tables.rules import tidied, wrong_with

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.kernel.accounts.models import Party


#: Earlier cases that are looked through for answers given before.
LOOKED_BACK = 10


def situation_of(case: Case) -> situations_tree.Walk:
    """Return how far the questions about the applicant's situation are answered."""
    tree = questions_of(case.version_id)
    return situations_tree.walk(tree, asking.given_by((case.form or {}).get("situation", [])))


def known_for(case: Case, fields: list[FormField]) -> dict[str, prefill.Known]:
    """Return what the portal knows for the fields: code → value and source (two queries)."""
    sources = {field.code: (field.source, field.source_title) for field in fields}
    return prefill.known_for(fields, sources, facts_of(case))


def facts_of(case: Case) -> prefill.KnownAnswers:
    """Return what is known about the applicant of a case, himself only."""
    party = case.applicant
    licences = Licence.objects.filter(holder=party, state=LicenceState.VALID).order_by("-pk")
    return prefill.KnownAnswers(
        account=_account(party),
        licences=[
            prefill.HeldLicence(row.title, row.number, str(row.valid_to or "")) for row in licences
        ],
        earlier=_earlier(case),
        registers=_registers(party),
    )


def _registers(party: Party) -> dict[str, prefill.Known]:
    """What the connected registers say: "register.value" → value and source."""
    return {
        f"{told.code}.{code}": prefill.Known(
            value,
            _("来自%(register)s，%(day)s的数据")
            % {"register": told.name, "day": long_day(told.copied_on)},
        )
        for told in told_of(party, clock.today())
        for code, value in told.values.items()
    }


def _account(party: Party) -> dict[str, str]:
    return {
        "name": party.name,
        "number": party.number,
        "phone": party.phone,
        "address": party.address,
    }


def _earlier(case: Case) -> dict[str, tuple[str, str]]:
    rows = (
        Case.objects.filter(applicant=case.applicant_id, number__isnull=False)
        .exclude(pk=case.pk)
        .order_by("-pk")
        .only("form", "number")[:LOOKED_BACK]
    )
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        for code, value in values_of(row).items():
            if value:
                found.setdefault(code, (value, row.number or ""))
    return found


def kept_rows(
    fields: Iterable[FormField],
    typed: Mapping[str, str],
    known: Mapping[str, prefill.Known],
    *,
    told: str = "",
) -> dict[str, dict[str, str]]:
    """Return the table as the case keeps it; a value that was changed is the applicant's own.

    ``told``: how the applicant gave it, when he did not type it himself.
    """
    found = {}
    for field in fields:
        value = tidied(field, typed.get(field.code, ""))
        origin = known.get(field.code)
        own = origin is None or tidied(field, origin.value) != value
        source = (told or _("由申请人填写")) if own or origin is None else origin.source
        found[field.code] = {
            "label": field.label,
            "value": value,
            "source": source,
            "kind": field.kind,
            "position": f"{field.position:03}",
        }
    return found


def table_problems(case: Case) -> list[Problem]:
    """Return what is missing or wrong in the table of a case, each with its field."""
    values, on_file = values_of(case), case.applicant.number
    return [
        Problem(f"{FIELD}{field.code}", "wrong_field", wrong)
        for field in fields_of(case)
        if (wrong := wrong_with(field, values.get(field.code, ""), on_file))
    ]
