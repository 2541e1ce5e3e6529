# SPDX-License-Identifier: Apache-2.0
"""The conditions of a policy on the editor's page: from the page and back. Nothing gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.places.models import Division
from services.conditions import NUMBERS, About, Typed, choices_of, operators_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import QueryDict

#: Conditions on one page, and letters typed into one.
MOST, TEXT = 20, 800
#: Divisions of the city by GB/T 2260; the code of the city itself stands for all of it.
CITY = "5120"


def places() -> dict[str, str]:
    """Return the divisions that a policy may name: code → name."""
    rows = Division.objects.filter(code__startswith=CITY, code__regex="^[0-9]{6}$")
    return dict(rows.order_by("code").values_list("code", "name"))


def typed_in(data: QueryDict) -> list[Typed]:
    """Return the conditions as typed; those marked to be dropped fall away, a new one is empty."""
    found = [one for place in range(MOST) for one in _typed(data, f"c{place}")]
    about = data.get("new_about", "")
    if data.get("act") == "add" and about in About.values and len(found) < MOST:
        found.append(Typed(about, operators_of(about)[0]))
    return found


def _typed(data: QueryDict, name: str) -> Iterator[Typed]:
    about = data.get(f"{name}-about", "")
    if about in About.values and not data.get(f"{name}-drop"):
        yield Typed(
            about,
            data.get(f"{name}-operator", "")[:10],
            tuple(value[:20] for value in data.getlist(f"{name}-values")),
            data.get(f"{name}-text", "")[:TEXT].strip(),
        )


def lines_of(conditions: Sequence[Typed], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the conditions as the page shows them, with the names of their inputs."""
    return [
        {
            "name": f"c{place}",
            "about": one.about,
            "label": About(one.about).label,
            "operator": one.operator,
            "operators": [(op.value, op.label) for op in operators_of(one.about)],
            "choices": [
                (code, label, code in one.values) for code, label in choices_of(one.about, known)
            ],
            "text": one.text,
            "is_number": one.about in NUMBERS,
        }
        for place, one in enumerate(conditions)
    ]
