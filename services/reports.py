# SPDX-License-Identifier: Apache-2.0
"""What an import says of the rows it read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Remark:
    """A refusal or a note: the row (from 1), its code, the field, the rule, the sentence."""

    row: int
    code: str
    field: str
    rule: str
    message: str


@dataclass(frozen=True)
class Located(Remark):
    """A remark on a cell of a workbook: ``row`` is the row of the sheet, 0 the whole sheet."""

    sheet: str = ""
    column: str = ""


@dataclass
class Report:
    """What an import did (or, in a dry run, would do)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that `import_catalogue --json` prints."""
        return asdict(self)
