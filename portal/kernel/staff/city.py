# SPDX-License-Identifier: Apache-2.0
"""A whole city from one file: organs, centres, windows, hours, staff. Loaded again, it changes what differs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem
from portal.kernel.places.loading import load_divisions
from portal.kernel.places.models import Centre, Division, OpeningHours, Organ, Window
from portal.kernel.staff.actions import add_staff, require_keeper
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model

Row = dict[str, Any]

#: Columns of each part, in order, with their headings in a workbook; the first ones must be given.
PARTS: dict[str, dict[str, str]] = {
    "organs": {
        "code": "代码", "name": "名称", "division": "区划代码", "kind": "性质", "phone": "咨询电话",
        "complaint_phone": "监督电话", "reconsideration_body": "复议机关", "court": "诉讼法院",
    },
    "centres": {
        "code": "代码", "name": "名称", "division": "区划代码", "parent": "主中心代码",
        "address": "地址", "phone": "电话",
    },
    "windows": {"centre": "中心代码", "number": "窗口号", "name": "名称", "organs": "部门代码"},
    "hours": {
        "centre": "中心代码", "weekday": "星期", "opens": "开门", "closes": "关门",
        "is_extended": "延时服务",
    },
    "staff": {
        "username": "登录名", "name": "姓名", "roles": "岗位", "organ": "部门代码",
        "centre": "中心代码", "windows": "窗口号",
    },
}  # fmt: skip
NEEDED = {
    "organs": ("code", "name", "division"), "centres": ("code", "name", "division"),
    "windows": ("centre", "number", "name"), "hours": ("centre", "weekday", "opens", "closes"),
    "staff": ("username", "name", "roles"),
}  # fmt: skip
SHEETS = {
    "organs": "部门", "centres": "中心", "windows": "窗口", "hours": "开放时间", "staff": "工作人员",
}  # fmt: skip


@dataclass
class Loaded:
    """How many rows of each part were taken, and the first passwords of those who are new."""

    counts: dict[str, int] = field(default_factory=dict)
    passwords: list[tuple[str, str]] = field(default_factory=list)


def _words(value: Any) -> list[str]:
    """Return the words of a cell that holds several, with commas or blanks between them."""
    told = value if isinstance(value, list) else re.split(r"[,，、\s]+", str(value or ""))
    return [word for one in told if (word := str(one).strip())]


@act
def load_city(*, document: Mapping[str, Any], by: User | None, at: datetime) -> Loaded:
    """Take a city's file; all of it or, with every wrong row named, nothing.

    Rows that are there are changed to what the file says; nobody and nothing is removed, and an
    account that exists keeps its password, its roles and its place (those change on the staff
    desk). Raises Refused for somebody who keeps no staff, Invalid naming part, row and column.
    """
    require_keeper(by)
    load_divisions()
    rows = _rows(document)
    done = Loaded()
    problems: list[Problem] = []
    makers: dict[str, Callable[[Row], Model | None]] = {
        "organs": _organ, "centres": _centre, "windows": _window, "hours": _hours,
        "staff": lambda row: _member(row, by, at, done),
    }  # fmt: skip
    for part, make in makers.items():
        for number, row in enumerate(rows[part], start=1):
            problems += _taken(part, number, row, make)
        done.counts[part] = len(rows[part])
    if problems:
        raise Invalid.many(problems)
    record(
        subject=Subject.objects.begin("kernel.city"), verb="kernel.city.load", by=by,
        facts={"rows": done.counts, "new_staff": len(done.passwords)},
    )  # fmt: skip
    return done


def _rows(document: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Return the rows of each part; raises Invalid for what is no part or no list of rows."""
    unknown = sorted(set(document) - set(PARTS))
    if unknown:
        raise Invalid(
            "unknown_part", _("不认识的部分：%(name)s。") % {"name": unknown[0]}, unknown[0]
        )
    for part, rows in document.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Invalid("not_rows", _("这一部分应为一行一行的列表。"), part)
    return {part: list(document.get(part, [])) for part in PARTS}


def _taken(
    part: str, number: int, row: Row, make: Callable[[Row], Model | None]
) -> Iterator[Problem]:
    """Take one row; yields what is wrong with it, named by part, row and column."""
    where = f"{part}.{number}"
    lacking = [name for name in NEEDED[part] if row.get(name) in (None, "", [])]
    for name in (*lacking, *sorted(set(row) - set(PARTS[part]))):
        known = name in PARTS[part]
        said = _("请填写这一项。") if known else _("没有这一列。")
        yield Problem(f"{where}.{name}", "required" if known else "unknown_column", said)
    if lacking or set(row) - set(PARTS[part]):
        return
    try:
        made = make(row)
        if made is not None:
            made.full_clean()
            made.save()
            if isinstance(made, Window):
                made.organs.set(_found(Organ, word, "organs") for word in _words(row.get("organs")))
    except ValidationError as wrong:
        for name, sentences in wrong.message_dict.items():
            yield Problem(f"{where}.{name}", "invalid", " ".join(sentences))
    except Invalid as wrong:
        for one in wrong.problems:
            yield Problem(f"{where}.{one.field}", one.code, one.message)


def _found(model: type[Any], code: object, column: str) -> Any:
    row = model.objects.filter(code=str(code)).first()
    if row is None:
        raise Invalid("unknown_code", _("没有代码为“%(code)s”的行。") % {"code": code}, column)
    return row


def _filled(row: Row, model: Any, *names: str) -> Any:
    for name in names:
        if row.get(name) not in (None, ""):
            setattr(model, name, str(row[name]).strip())
    return model


def _organ(row: Row) -> Organ:
    """Return the organ of that code, or that the catalogue has brought under its name."""
    known = (
        Organ.objects.filter(code=str(row["code"])).first()
        or Organ.objects.filter(name=str(row["name"]).strip()).first()
        or Organ()
    )
    known.division = _found(Division, row["division"], "division")
    return _filled(row, known, *(name for name in PARTS["organs"] if name != "division"))  # type: ignore[no-any-return]


def _centre(row: Row) -> Centre:
    known = Centre.objects.filter(code=str(row["code"])).first() or Centre()
    known.division = _found(Division, row["division"], "division")
    if row.get("parent"):
        known.parent = _found(Centre, row["parent"], "parent")
    return _filled(row, known, "code", "name", "address", "phone")  # type: ignore[no-any-return]


def _whole(value: object, column: str, least: int, most: int) -> int:
    text = str(value).strip()
    if not text.isdecimal() or not least <= int(text) <= most:
        said = _("应为%(least)d到%(most)d的整数。") % {"least": least, "most": most}
        raise Invalid("number", said, column)
    return int(text)


def _window(row: Row) -> Window:
    centre = _found(Centre, row["centre"], "centre")
    number = _whole(row["number"], "number", 1, 999)
    known = Window.objects.filter(centre=centre, number=number).first()
    return _filled(row, known or Window(centre=centre, number=number), "name")  # type: ignore[no-any-return]


def _moment(value: object, column: str) -> time:
    if isinstance(value, time):
        return value
    try:
        return time.fromisoformat(str(value).strip().zfill(5))
    except ValueError as error:
        raise Invalid("time", _("时间应写成 09:00。"), column) from error


def _hours(row: Row) -> OpeningHours:
    """Return the hours of a weekday (1 = 星期一) that begin at that time."""
    centre = _found(Centre, row["centre"], "centre")
    weekday = _whole(row["weekday"], "weekday", 1, 7) - 1
    opens = _moment(row["opens"], "opens")
    known = OpeningHours.objects.filter(centre=centre, weekday=weekday, opens=opens).first()
    hours = known or OpeningHours(centre=centre, weekday=weekday, opens=opens)
    hours.closes = _moment(row["closes"], "closes")
    hours.is_extended = str(row.get("is_extended", "")).strip().lower() in {"true", "1", "是"}
    return hours


def _member(row: Row, by: User | None, at: datetime, done: Loaded) -> None:
    """Take on whoever has no account yet."""
    username = str(row["username"]).strip().lower()
    centre = _found(Centre, row["centre"], "centre") if row.get("centre") else None
    windows = [_whole(one, "windows", 1, 999) for one in _words(row.get("windows"))]
    found = Window.objects.filter(centre=centre, number__in=windows)
    if len(found) != len(set(windows)):
        raise Invalid("unknown_window", _("这个中心没有这个窗口号。"), "windows")
    known = StaffMember.objects.filter(user__username=username).first()
    if known is not None:
        return
    member, password = add_staff(
        username=username,
        name=str(row["name"]),
        roles=_words(row["roles"]),
        organ=_found(Organ, row["organ"], "organ") if row.get("organ") else None,
        centre=centre,
        by=by,
        at=at,
    )
    member.windows.set(found)
    done.passwords.append((username, password))
