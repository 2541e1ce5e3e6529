# SPDX-License-Identifier: Apache-2.0
"""A draft's row as a page of forms and back; what is wrong stands beside its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.http.numbers import whole
from portal.kernel.places.models import Organ
from services.draft_fields import GuideForm
from services.draft_local_fields import LocalForm
from services.draft_marks import mark
from services.draft_parts import PARTS
from services.draft_shown import shown
from services.draft_stored import stored
from services.draft_typed import part_row, typed
from services.items.levels import is_local, shared_part
from services.items.models.charges import FeeItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django import forms
    from django.http import QueryDict

    from services.draft_moves import Move
    from services.items.rules.findings import Problem

Row = dict[str, Any]
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
        self.fees = dict(FeeItem.objects.filter(is_active=True).values_list("name", "standard"))
        organs = list(Organ.objects.values_list("name", flat=True))
        self._words = {"fee_name": list(self.fees), "department": organs}
        kind = LocalForm if self.local else GuideForm
        self.form: forms.Form = kind(data, initial=shown(row), is_new=is_new, words=self._words)
        self.parts = {} if self.local else {key: self._part(key, data) for key in PARTS}

    def _part(self, key: str, data: QueryDict | None) -> list[forms.Form]:
        kind, told = PARTS[key], self.row.get(key)
        rows = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        count = len(rows) + (key == self._more or (kind.is_needed and not rows))
        if data is not None:
            count = min(whole(data.get(f"{key}-count")) or 0, MOST_ROWS)
        return [
            kind.form(
                data,
                prefix=f"{key}-{at}",
                initial=rows[at] if at < len(rows) else {},
                words=self._words,
            )
            for at in range(count)
        ]

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

    def show(self, findings: Iterable[Problem]) -> list[dict[str, str]]:
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
            {"key": key, "title": PARTS[key].title, "forms": kinds, "count": len(kinds)}
            for key, kinds in self.parts.items()
        ]
