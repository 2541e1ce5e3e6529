# SPDX-License-Identifier: Apache-2.0
"""The plain values of an editor's page as a row has them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.http.numbers import whole
from services.drafts.form import SOURCED
from services.items.labels import CHANNELS
from services.items.rules.record import LOCAL_PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django import forms


# -- What a row's plain values are on an editor's page. Pure -----------------------------------


Row = dict[str, Any]


_YES_NO = {True: "yes", False: "no"}


def _pair(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = row.get(key)
    return found if isinstance(found, dict) else {}


def _chosen(value: object) -> str:
    return _YES_NO.get(value, "") if isinstance(value, bool) else ""


def sourced(row: Mapping[str, Any]) -> list[Any]:
    """Return the words of `found_fields`."""
    found = row.get("found_fields")
    return found if isinstance(found, list) else []


def shown(row: Mapping[str, Any]) -> Row:
    """Return the values of the page's plain fields."""
    channels, conditions = row.get("channels") or (), row.get("conditions")
    result, renewal = _pair(row, "result"), _pair(row, "renewal")
    basis = _pair(row, "statutory_basis")
    return {
        **row,
        "channel_online": CHANNELS[0] in channels,
        "channel_window": CHANNELS[1] in channels,
        "result_name": result.get("name"),
        "validity_years": result.get("validity_years"),
        "fee": _chosen(row.get("fee")),
        "conditions": "\n".join(map(str, conditions)) if isinstance(conditions, list) else "",
        "statutory_law": basis.get("law"),
        "statutory_article": basis.get("article"),
        "renewal_opens_days": renewal.get("opens_days"),
        "renewal_closes_days": renewal.get("closes_days"),
        "concerns_safety": _chosen(row.get("concerns_safety")),
        "found": [name for name, _label in SOURCED if name in sourced(row)],
    }


_BACK = {"yes": True, "no": False}


def _found(row: Mapping[str, Any], ticked: Sequence[str]) -> list[Any]:
    """The words of `found_fields`; what the page does not ask about stays as it is."""
    asked = {name for name, _label in SOURCED}
    kept = [
        word
        for word in sourced(row)
        if (word in ticked if word in asked else str(word).partition("(")[0] not in ticked)
    ]
    return [*kept, *(name for name in ticked if name not in kept)]


def _both(first: str, one: Any, second: str, other: Any) -> Row | None:
    return {first: one, second: other} if one or other else None


def stored(plain: Row, row: Mapping[str, Any], fees: Mapping[str, str]) -> Row:
    """Return the page's plain values as a row has them; ``row`` is the one the page showed."""
    told = dict(plain)
    ways = zip(CHANNELS, (told.pop("channel_online"), told.pop("channel_window")), strict=True)
    told["channels"] = [word for word, on in ways if on]
    years = told.pop("validity_years")
    told["result"] = {"name": told.pop("result_name"), "validity_years": years}
    told["conditions"] = [line for line in told["conditions"].splitlines() if line.strip()]
    told["statutory_basis"] = _both(
        "law", told.pop("statutory_law"), "article", told.pop("statutory_article")
    )
    told["renewal"] = _both(
        "opens_days", told.pop("renewal_opens_days"),
        "closes_days", told.pop("renewal_closes_days"),
    )  # fmt: skip
    told["concerns_safety"] = _BACK.get(told["concerns_safety"])
    told["found_fields"] = _found(row, told.pop("found") or [])
    told["fee"] = _BACK.get(told["fee"])
    if told["fee"]:
        told["fee_standard"] = fees.get(told["fee_name"])
    else:
        told["fee_name"] = told["fee_standard"] = None
    if "code" in told:
        told["local_code"] = told["code"].startswith(LOCAL_PREFIX)
    return told


# -- What an editor typed into one form of a draft's page, as a row has it ---------------------


_NUMBERS = (
    "statutory_days", "promised_days", "validity_years", "copies", "days", "renewal_opens_days",
    "renewal_closes_days",
)  # fmt: skip


def _number(text: str) -> Any:
    """A number where one was typed, nothing for nothing, else the text for the rules to judge."""
    found = whole(text)
    return found if found is not None else (text or None)


def typed(form: forms.Form) -> Row:
    """Return the values of a form, whatever they are."""
    form.is_valid()
    values = {name: form.cleaned_data.get(name, "") for name in form.fields}
    return {name: _number(v) if name in _NUMBERS else v for name, v in values.items()}


def part_row(form: forms.Form) -> Row:
    """One part as typed; nothing for an empty line."""
    values = typed(form)
    if not any(values.values()):
        return {}
    if not values.get("example", True):
        del values["example"]
    return values
