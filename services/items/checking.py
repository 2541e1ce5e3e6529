# SPDX-License-Identifier: Apache-2.0
"""Checking catalogue rows against the rules and against what the database holds. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext as _

from portal.kernel.places.models import Organ
from services.items import reference
from services.items.codes import VersionStatus
from services.items.levels import inherit, is_local
from services.items.models.item import Offering, ServiceItem
from services.items.models.version import OfferingVersion
from services.items.queries import fees_now
from services.items.rows import read, row_of
from services.items.rules.findings import RuleProblem
from services.items.rules.levels import check_level
from services.items.rules.record import Reference, check
from services.items.version_record import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.items.record import Record


STEP = 500


Row = dict[str, Any]


#: Told how far long work has come: the stage, how many are done, of how many.
Progress = Callable[[str, int, int], None]


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody: the progress of work that nobody waits for."""


def reference_now(renamed: Mapping[str, str]) -> Reference:
    """Return what rows are checked against; ``renamed`` has new names of items by code."""
    names = reference.code_register() | dict(ServiceItem.objects.values_list("code", "name"))
    return Reference(
        departments=frozenset(Organ.objects.values_list("name", flat=True)),
        fees=dict(fees_now().values_list("name", "standard")),
        names={**names, **renamed},
    )


@dataclass
class Checked:
    """One row (``number`` from 1) with its rules broken, or its record when there is none."""

    number: int
    row: object
    problems: list[RuleProblem] = field(default_factory=list)
    record: Record | None = None

    @property
    def code(self) -> str:
        """Code of the row's item as written, empty when there is none."""
        return str(self.row.get("code") or "") if isinstance(self.row, dict) else ""


def base_rows(item_codes: Iterable[str]) -> dict[str, Row]:
    """Return by basic code what the items' first offerings say now (two queries and parts)."""
    firsts = OfferingVersion.objects.filter(
        offering__code__in=set(item_codes), offering__item__code=F("offering__code")
    ).exclude(status=VersionStatus.DRAFT)
    newest = firsts.order_by("offering_id", "-number").distinct("offering_id")
    return {one.offering.code: row_of(record_of(one)) for one in whole(newest)}


class Checker:
    """Checks rows in file order; offerings of other levels after the items they belong to."""

    def __init__(self, rows: Sequence[object], *, renamed: Mapping[str, str] | None = None) -> None:
        self.against = reference_now(renamed or {})
        self.all = [Checked(number, row) for number, row in enumerate(rows, 1)]
        self.wanted = {
            str(one["item_code"]) for one in rows if isinstance(one, dict) and is_local(one)
        }
        self.bases = base_rows(self.wanted)
        known = Offering.objects.values_list("code", "item__code", "organ__name")
        self.items = {code: item for code, item, _organ in known}
        self.taken = {(item, organ): code for code, item, organ in known}
        self.seen: set[str] = set()

    def run(self, progress: Progress = silent) -> list[Checked]:
        """Return every row with what was found, in the order of the file."""
        done = 0
        for wants_local in (False, True):
            for one in self.all:
                if is_local(one.row) != wants_local:
                    continue
                if wants_local and isinstance(one.row, dict):
                    self._local(one, one.row)
                else:
                    self._first(one)
                self._once(one)
                done += 1
                if done % STEP == 0 or done == len(self.all):
                    progress(_("检查"), done, len(self.all))
        return self.all

    def _first(self, one: Checked) -> None:
        one.problems = check(one.row, self.against)
        if one.problems or not isinstance(one.row, dict):
            return
        item = self.items.get(one.code, one.code)
        if item != one.code:
            text = _("这个编码是 %(item)s 的实施编码，请写明基本编码。") % {"item": item}
            one.problems = [RuleProblem("item_code", "same_code", text)]
            return
        one.record = read(one.row)
        if one.code in self.wanted:
            self.bases[one.code] = row_of(one.record)

    def _local(self, one: Checked, told: Row) -> None:
        item = str(told["item_code"])
        base = self.bases.get(item)
        one.problems = list(check_level(told, base))
        row = one.row = inherit(told, base)
        if base is not None:
            one.problems += check(row, self.against)
        if self.items.get(one.code, item) != item:
            text = _("编码已属于另一个事项 %(item)s。") % {"item": self.items[one.code]}
            one.problems.append(RuleProblem("code", "same_code", text))
        key = (item, str(row.get("department")))
        if not one.problems and self.taken.setdefault(key, one.code) != one.code:
            text = _("这个部门已经实施这个事项，不能再建一份。")
            one.problems.append(RuleProblem("department", "one_offering_per_organ", text))
        if not one.problems:
            one.record = read(row)

    def _once(self, one: Checked) -> None:
        if one.record is None:
            return
        if one.code in self.seen:
            text = _("编码 %(code)s 在同一份文件里出现了两次。") % {"code": one.code}
            one.problems.append(RuleProblem("code", "duplicate_code", text))
            one.record = None
        self.seen.add(one.code)


# -- What an import says of the rows it read ---------------------------------------------------


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


@dataclass(frozen=True)
class Understood(Located):
    """A cell that was taken for something else: what stands there, and what it was taken for."""

    typed: str = ""
    taken: str = ""


@dataclass
class Report:
    """What an import did (or, in a dry run, would do)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The shape that `import_catalogue --json` prints."""
        return asdict(self)
