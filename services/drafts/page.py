# SPDX-License-Identifier: Apache-2.0
"""A draft's row as a page of forms and back; what is wrong stands beside its field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorList

from portal.kernel.places.models import Organ
from services.drafts.form import PARTS, DraftFields, GuideForm, LocalForm
from services.drafts.values import part_row, shown, stored, typed
from services.items.levels import is_local, shared_part
from services.items.queries import fees_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict

    from services.items.rules.findings import RuleProblem


# -- Where on a draft's page the field of a rule stands ----------------------------------------


_PART = re.compile(rf"^({'|'.join(PARTS)})(?:\[(\d+)\](?:\.(\w+))?)?$")


#: Where a rule's field stands on the page, when it has another name there.
_ELSEWHERE = {
    "result": "result_name",
    "result.name": "result_name",
    "result.validity_years": "validity_years",
    "channels": "channel_online",
    "fee_standard": "fee_name",
    "statutory_basis": "statutory_law",
    "statutory_basis.law": "statutory_law",
    "statutory_basis.article": "statutory_article",
    "renewal": "renewal_opens_days",
    "renewal.opens_days": "renewal_opens_days",
    "renewal.closes_days": "renewal_closes_days",
    "found_fields": "found",
    "local_code": "code",
}


def place(page: DraftPage, field: str) -> tuple[forms.Form | None, str]:
    """Return the form and name of a rule's field; for a whole list its section, else nothing."""
    if matched := _PART.match(field):
        kinds: Rows | tuple[()] = page.parts.get(matched[1], ())
        at = int(matched[2] or len(kinds))
        if at < len(kinds):
            name = matched[3] or next(iter(kinds[at].fields))
            return (kinds[at], name) if name in kinds[at].fields else (None, "")
        return None, matched[1] if matched[1] in page.parts else ""
    name = field.partition("[")[0]
    name = _ELSEWHERE.get(name, name)
    return (page.form, name) if name in page.form.fields else (None, "")


# -- What the rules find, put beside the fields of a draft's page ------------------------------


def mark(page: DraftPage, findings: Iterable[RuleProblem]) -> list[dict[str, str]]:
    """Put every finding beside its field, under the field's own name; returns them for the
    summary on top."""
    found: dict[forms.Form, dict[str, list[str]]] = {}
    summary = []
    for one in findings:
        form, name = place(page, one.field)
        if form is not None:
            label, field_id = form[name].label, form[name].auto_id
        else:
            label, field_id = PARTS[name].title if name else one.field, name
        message = one.message.replace(f"“{one.field}”", f"“{label}”")
        if form is not None:
            found.setdefault(form, {}).setdefault(name, []).append(message)
        summary.append({"field_id": field_id, "message": message})
    for form, errors in found.items():
        form.errors.update({name: ErrorList(told) for name, told in errors.items()})
    return summary


def differing(page: DraftPage, stored: Mapping[str, Any]) -> list[str]:
    """Return the names of what the page says otherwise than a stored row."""
    found = []
    for key, value in page.row.items():
        form, name = place(page, key)
        if (value or None) == (stored.get(key) or None):
            continue
        if form is not None:
            found.append(str(form[name].label))
        elif name:
            found.append(str(PARTS[name].title))
    return found


Row = dict[str, Any]
Rows = forms.BaseFormSet[DraftFields]


MOST_ROWS = 200


class DraftPage:
    """The forms of one draft: the plain fields and the lists of parts.

    ``is_new`` lets what identifies an offering be changed; ``more`` names a list that shows one
    empty row at its end.
    """

    def __init__(
        self,
        row: Mapping[str, Any],
        *,
        data: QueryDict | None = None,
        is_new: bool = False,
        more: str = "",
    ) -> None:
        self.row, self.local, self._more = dict(row), is_local(row), more
        self.fees = dict(fees_now().values_list("name", "standard"))
        organs = list(Organ.objects.values_list("name", flat=True))
        self._words = {"fee_name": list(self.fees), "department": organs}
        kind = LocalForm if self.local else GuideForm
        self.form: forms.Form = kind(data, initial=shown(row), is_new=is_new, words=self._words)
        self.parts = {} if self.local else {key: self._part(key, data) for key in PARTS}

    def _part(self, key: str, data: QueryDict | None) -> Rows:
        kind, told = PARTS[key], self.row.get(key)
        rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        shows_empty = key == self._more or (kind.is_needed and not rows)
        made = forms.formset_factory(
            kind.form, extra=int(shows_empty), max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        return made(data, prefix=key, initial=rows, form_kwargs={"words": self._words})

    def typed(self) -> Row:
        """Return the row as the editor typed it, over what the page does not show."""
        return self.after(None)[0]

    def after(self, move: Move | None) -> tuple[Row, int | None]:
        """Return the typed row after a move in one of its lists, and where the moved row is."""
        plain, place = typed(self.form), None
        if self.local:
            return {**self.row, **plain}, None
        told = stored(plain, self.row, self.fees)
        for key, kinds in self.parts.items():
            rows = [(at, row) for at, row in enumerate(map(part_row, kinds)) if row]
            if move is not None and move.key == key:
                rows, place = move.done(rows)
            told[key] = [row for _at, row in rows]
        return {**self.row, **told}, place

    def show(self, findings: Iterable[RuleProblem]) -> list[dict[str, str]]:
        """Put every finding beside its field; returns them for the summary on top."""
        return mark(self, findings)

    @property
    def shared(self) -> Row:
        """What an offering of another level should leave to the item's first offering."""
        return shared_part(self.row) if self.local else {}

    @property
    def lists(self) -> list[dict[str, Any]]:
        """The lists of parts for the template."""
        return [
            {"key": key, "title": PARTS[key].title, "forms": kinds}
            for key, kinds in self.parts.items()
        ]


# -- Reordering, adding and removing the rows of a draft's lists by plain buttons. Pure --------


_ASKED = re.compile(rf"(up|down|drop|add):({'|'.join(PARTS)}):(\d{{1,3}})")


@dataclass(frozen=True)
class Move:
    """What a button of a list asks for; ``at`` is the row's place on the page, from 0."""

    verb: str
    key: str
    at: int

    @classmethod
    def read(cls, act: str) -> Move | None:
        """Return what the pressed button asks for; None for every other button."""
        told = _ASKED.fullmatch(act)
        return cls(told[1], told[2], int(told[3])) if told else None

    def done(self, rows: Sequence[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], int | None]:
        """Return the rows (place on the page, row) after the move, and where the row is now.

        What cannot be moved any further, and a row that is not there, changes nothing.
        """
        moved = list(rows)
        if self.verb == "add":
            return moved, len(moved)
        here = next((place for place, (at, _row) in enumerate(moved) if at == self.at), None)
        if here is None:
            return moved, None
        if self.verb == "drop":
            del moved[here]
            return moved, None
        there = here + (1 if self.verb == "down" else -1)
        if not 0 <= there < len(moved):
            return moved, here
        moved[here], moved[there] = moved[there], moved[here]
        return moved, there
