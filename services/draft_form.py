# SPDX-License-Identifier: Apache-2.0
"""A draft's row as a page of forms and back; what is wrong stands beside its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorList
from django.utils.translation import gettext as _

from portal.kernel.asked import whole
from portal.kernel.models import Organ
from services.draft_fields import GuideForm, LocalForm
from services.draft_part_fields import PARTS
from services.labels import CHANNELS
from services.levels import is_local
from services.models import FeeItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict

    from services.findings import Problem

Row = dict[str, Any]
_NUMBERS = ("statutory_days", "promised_days", "validity_years", "copies", "days")
_PART = re.compile(r"^(legal_basis|materials|special_procedures)\[(\d+)\](?:\.(\w+))?")
#: Where a rule's field stands on the page, when it has another name there.
_ELSEWHERE = {
    "result": "result_name",
    "result.name": "result_name",
    "result.validity_years": "validity_years",
    "channels": "channel_online",
    "fee_standard": "fee_name",
}


def _initial(row: Mapping[str, Any]) -> Row:
    channels = row.get("channels") or ()
    result = row.get("result") if isinstance(row.get("result"), dict) else {}
    fee = {True: "yes", False: "no"}.get(row.get("fee"), "")  # type: ignore[arg-type]
    conditions = row.get("conditions")
    return {
        **row,
        "channel_online": CHANNELS[0] in channels,
        "channel_window": CHANNELS[1] in channels,
        "result_name": (result or {}).get("name"),
        "validity_years": (result or {}).get("validity_years"),
        "fee": fee,
        "conditions": "\n".join(map(str, conditions)) if isinstance(conditions, list) else "",
    }


def _number(text: str) -> Any:
    """A number where one was typed, nothing for nothing, else the text for the rules to judge."""
    found = whole(text)
    return found if found is not None else (text or None)


def _typed(form: forms.Form) -> Row:
    form.is_valid()
    values = {name: form.cleaned_data.get(name, "") for name in form.fields}
    return {name: _number(v) if name in _NUMBERS else v for name, v in values.items()}


class DraftPage:
    """The forms of one draft: the plain fields and the lists of parts."""

    def __init__(self, row: Mapping[str, Any], *, data: QueryDict | None = None) -> None:
        self.row, self.local = dict(row), is_local(row)
        self.fees = dict(FeeItem.objects.filter(is_active=True).values_list("name", "standard"))
        if self.local:
            self.form: forms.Form = LocalForm(data, initial=_initial(row))
        else:
            organs = list(Organ.objects.values_list("name", flat=True))
            self.form = GuideForm(data, initial=_initial(row), fees=self.fees, organs=organs)
        self.parts = {} if self.local else {key: self._part(key, data) for key in PARTS}

    def _part(self, key: str, data: QueryDict | None) -> list[forms.Form]:
        kind, extra = PARTS[key]
        stored = self.row.get(key)
        rows = [one for one in stored if isinstance(one, dict)] if isinstance(stored, list) else []
        count = len(rows) + extra
        if data is not None:
            count = min(whole(data.get(f"{key}-count")) or 0, 200)
        return [
            kind(data, prefix=f"{key}-{at}", initial=rows[at] if at < len(rows) else {})
            for at in range(count)
        ]

    def typed(self) -> Row:
        """Return the row as the editor typed it, over what the page does not show."""
        plain = _typed(self.form)
        if self.local:
            return {**self.row, **plain}
        for key, kinds in self.parts.items():
            plain[key] = [part for part in map(_part_row, kinds) if part]
        return {**self.row, **self._joined(plain)}

    def _joined(self, plain: Row) -> Row:
        online, window = plain.pop("channel_online"), plain.pop("channel_window")
        plain["channels"] = [
            word for word, on in zip(CHANNELS, (online, window), strict=True) if on
        ]
        name, years = plain.pop("result_name"), plain.pop("validity_years")
        plain["result"] = {"name": name, "validity_years": years}
        plain["conditions"] = [line for line in plain["conditions"].splitlines() if line.strip()]
        plain["fee"] = {"yes": True, "no": False}.get(plain["fee"])
        if plain["fee"]:
            plain["fee_standard"] = self.fees.get(plain["fee_name"])
        else:
            plain["fee_name"] = plain["fee_standard"] = None
        return plain

    def show(self, findings: Iterable[Problem]) -> list[dict[str, str]]:
        """Put every finding beside its field; returns them for the summary on top."""
        found: dict[forms.Form, dict[str, list[str]]] = {}
        summary = []
        for one in findings:
            form, name = self._place(one.field)
            if form is not None:
                found.setdefault(form, {}).setdefault(name, []).append(one.message)
            field_id = form[name].auto_id if form is not None else ""
            summary.append({"field_id": field_id, "message": one.message})
        for form, errors in found.items():
            form.errors.update({name: ErrorList(told) for name, told in errors.items()})
        return summary

    def _place(self, field: str) -> tuple[forms.Form | None, str]:
        if matched := _PART.match(field):
            kinds: Sequence[forms.Form] = self.parts.get(matched[1], ())
            at = int(matched[2])
            if at < len(kinds):
                name = matched[3] or next(iter(kinds[at].fields))
                return (kinds[at], name) if name in kinds[at].fields else (None, "")
            return None, ""
        name = field.partition("[")[0]
        name = _ELSEWHERE.get(name, name)
        return (self.form, name) if name in self.form.fields else (None, "")

    @property
    def lists(self) -> list[dict[str, Any]]:
        """The lists of parts for the template."""
        titles = {
            "legal_basis": _("设定依据"),
            "materials": _("申请材料"),
            "special_procedures": _("特殊环节"),
        }
        return [
            {"key": key, "title": titles[key], "forms": kinds, "count": len(kinds)}
            for key, kinds in self.parts.items()
        ]


def _part_row(form: forms.Form) -> Row:
    """One part as typed; nothing for an empty line or one that is to go."""
    values = _typed(form)
    if values.pop("remove", False) or not any(values.values()):
        return {}
    if not values.get("example", True):
        del values["example"]
    return values
