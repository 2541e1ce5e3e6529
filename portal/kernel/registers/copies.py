# SPDX-License-Identifier: Apache-2.0
"""Reading the file of a register's copy: CSV, 号码 first, then one column a value. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.accounts.rules import normal_number
from portal.kernel.errors import Invalid, Problem
from portal.kernel.registers.rules import NUMBER, kept_values, number_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Mistakes told at once; a file with more is the wrong file.
MOST = 50


@dataclass(frozen=True)
class RegisterLine:
    """One line: the number it is about, and the values by code."""

    number: str
    values: dict[str, str]


def parse(text: str, *, about: str, fields: Mapping[str, str]) -> list[RegisterLine]:
    """Return the rows of a copy. Columns are named as in ``fields`` (code → name).

    Raises Invalid naming line and column of each mistake; no personal number is repeated.
    """
    reader = csv.DictReader(io.StringIO(text))
    header = [name.strip() for name in reader.fieldnames or []]
    wanted = {NUMBER, *fields.values()}
    if header[:1] != [NUMBER] or not set(header) <= wanted:
        names = "、".join([NUMBER, *fields.values()])
        raise Invalid("bad_header", _("表头应为：%(names)s") % {"names": names}, "1")
    reader.fieldnames = header
    rows: dict[str, RegisterLine] = {}
    problems: list[Problem] = []
    for number, problem in _checked(reader, about, fields, rows):
        problems.append(Problem(f"{number}.{NUMBER}", problem.code, problem.message))
        if len(problems) >= MOST:
            break
    if problems:
        raise Invalid.many(problems)
    return list(rows.values())


def _checked(
    reader: csv.DictReader[str],
    about: str,
    fields: Mapping[str, str],
    rows: dict[str, RegisterLine],
) -> Iterator[tuple[int, Problem]]:
    """Fill ``rows``; yields line and problem of those that cannot be taken."""
    for line in reader:
        number = normal_number(line.get(NUMBER) or "")
        wrong = number_problems(about, number)
        if not wrong and number in rows:
            wrong = [Problem(NUMBER, "twice", _("这个号码在文件里出现了两次。"))]
        if wrong:
            yield reader.line_num, wrong[0]
            continue
        told = {code: line.get(name) for code, name in fields.items()}
        rows[number] = RegisterLine(number, kept_values(fields, told))
