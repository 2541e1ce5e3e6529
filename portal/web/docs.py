# SPDX-License-Identifier: Apache-2.0
"""The generated pages of the documentation: lifecycle, terms, rights."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.urls import URLResolver, get_resolver

from portal.kernel import city_rules
from portal.kernel.accounts.words import Role
from portal.kernel.deadlines.terms.registry import term_kinds
from portal.kernel.documents.registry import kinds
from portal.kernel.retention import periods as retention
from portal.kernel.states import machines
from portal.web.docs_limits import ITEM_HEADS, PERIOD_HEADS, own_limits, regime_periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HEAD = "<!-- Written by `make docs` from the code. Do not edit. -->\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _head in heads)]
    lines += [" | ".join(str(cell).replace("|", "\\|") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _names(values: Iterable[object]) -> str:
    return "、".join(str(value) for value in values) or "—"


def lifecycle() -> str:
    """Return every machine with its arrows."""
    parts = [
        _HEAD,
        "# Lifecycle\n\nEvery arrow: who may, on which guard, what it starts and ends.\n",
    ]
    for machine in machines():
        parts.append(f"\n## {machine.name}\n\nBegins in `{machine.initial}`.\n\n")
        parts.append(
            _table(
                ("verb", "称呼", "from", "to", "who", "guard", "starts", "ends", "papers",
                 "notices", "basis"),
                (
                    (
                        f"`{arrow.verb}`", arrow.label, _names(arrow.sources),
                        arrow.target or "—", _names(str(actor) for actor in arrow.actors),
                        arrow.guard or "—", _names(arrow.terms_started),
                        _names(arrow.terms_ended), _names(arrow.documents),
                        _names(arrow.notices), arrow.citation or "—",
                    )
                    for arrow in machine.transitions
                ),
            )
        )  # fmt: skip
    return "".join(parts)


def terms() -> str:
    """Return every period, the regimes, the city's rules and the papers, with their sources."""
    rules = json.loads(city_rules.SHIPPED.read_text(encoding="utf-8"))
    return "".join(
        (
            _HEAD,
            "# Terms\n\n## Periods\n\n",
            _table(
                ("code", "称呼", "stopped by", "reminders", "basis"),
                (
                    (f"`{kind.code}`", kind.label, kind.stops, kind.ladder or "—",
                     kind.citation)
                    for kind in term_kinds()
                ),
            ),
            "\n## Regimes\n\n",
            _table(PERIOD_HEADS, regime_periods()),
            "\n## Items whose own law sets other days\n\n",
            _table(ITEM_HEADS, own_limits()),
            "\n## Rules of the city\n\n",
            _table(
                ("rule", "称呼", "value", "unit", "own", "basis", "in force from"),
                (
                    (f"`{rule['code']}`", rule["label"], rule["value"] or "on", rule["unit"] or "—",
                     "yes" if rule["is_own"] else "no", rule["citation"], rule["effective_on"])
                    for rule in rules
                ),
            ),
            "\n## Retention\n\n",
            _table(
                ("kind", "称呼", "length", "unit", "counted from", "afterwards", "own", "basis",
                 "in force from"),
                (
                    (f"`{row['kind']}`", row["label"], row["length"], row["unit"],
                     row["counted_from"], row["after_it"], "yes" if row["is_own"] else "no",
                     row["citation"], row["effective_on"])
                    for row in retention.shipped()
                ),
            ),
            "\n## Papers\n\n",
            _table(
                ("code", "称呼", "number", "signed", "QR", "basis"),
                (
                    (f"`{kind.code}`", kind.title, kind.prefix, "yes" if kind.signed else "no",
                     "yes" if kind.qr else "no", kind.citation or "—")
                    for kind in kinds()
                ),
            ),
        )
    )  # fmt: skip


def routes(
    resolver: URLResolver | None = None, prefix: str = "", name: str = ""
) -> list[tuple[str, str]]:
    """Return every address of the portal itself with its name (admin left out)."""
    found: list[tuple[str, str]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                inner = f"{name}{entry.namespace}:" if entry.namespace else name
                found += routes(entry, path, inner)
        else:
            found.append((path, f"{name}{entry.name or ''}"))
    return found


def rights() -> str:
    """Return the roles and, for every address, the view that guards it."""
    return "".join(
        (
            _HEAD,
            "# Rights\n\nEverything is read through a queryset `visible_to(user)`;"
            " what one may not see answers 404.\n\n## Roles\n\n",
            _table(("role", "称呼"), ((f"`{role.value}`", role.label) for role in Role)),
            "\n## Addresses\n\n",
            _table(
                ("address", "name"),
                ((f"`/{path}`", f"`{name}`") for path, name in sorted(routes()) if name),
            ),
        )
    )


def pages() -> dict[str, str]:
    """Return the generated pages by file name."""
    return {"lifecycle.md": lifecycle(), "terms.md": terms(), "rights.md": rights()}
