# SPDX-License-Identifier: Apache-2.0
"""What a field of an application form accepts, and what several forms share. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.credit_codes import is_credit_code
from portal.kernel.accounts.phones import parse_phone, stored_phone
from portal.kernel.accounts.rules import check_phone, is_id_number, normal_number
from services.text import has_control, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django_stubs_ext import StrOrPromise

LONGEST = 200
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FieldKind(TextChoices):
    """What a field of an application form takes."""

    TEXT = "text", _("文字")
    NUMBER = "number", _("数字")
    DATE = "date", _("日期")
    CHOICE = "choice", _("选一项")
    PHONE = "phone", _("电话")
    USCC = "uscc", _("统一社会信用代码")
    ID = "id", _("公民身份号码")


#: In which the number of a document can stand; what it must look like is another question.
_OF_NUMBERS = (FieldKind.USCC, FieldKind.ID, FieldKind.TEXT)


class FieldSource(TextChoices):
    """Where the portal may know a value from; what is only asked can still come from earlier."""

    ASKED = "asked", _("由申请人填写")
    NAME = "account.name", _("账号里的名称")
    NUMBER = "account.number", _("账号里的证件号码")
    PHONE = "account.phone", _("账号里的电话")
    ADDRESS = "account.address", _("账号里的地址")
    LICENCE_NUMBER = "licence.number", _("证照编号")
    LICENCE_ENDS = "licence.valid_to", _("证照有效期至")
    REGISTER = "register", _("部门登记库")


class Field(Protocol):
    """A field as the checks need it."""

    code: str
    label: str
    kind: str
    is_required: bool
    pattern: str
    choices: list[str]


def tidied(field: Field, typed: str) -> str:
    """Return what was typed as it is kept: trimmed, numbers and phones in one shape."""
    if field.kind == FieldKind.PHONE and parse_phone(typed) is not None:
        return stored_phone(typed)
    if field.kind not in (FieldKind.TEXT, FieldKind.CHOICE):
        return normal_number(typed)
    return tidy(typed)


def wrong_with(field: Field, typed: str, on_file: str = "") -> StrOrPromise:
    """Return what is wrong with a value in one sentence, empty when it is right.

    ``on_file``: the number under which the applicant is known, which passes as it stands: a clerk
    has seen the paper it is on.
    """
    value = tidied(field, typed)
    if not value:
        return _("请填写%(label)s。") % {"label": field.label} if field.is_required else ""
    if len(value) > LONGEST:
        return _("%(label)s最多%(most)d个字。") % {"label": field.label, "most": LONGEST}
    if has_control(value):
        return _("%(label)s里有看不见的字符，请重新输入。") % {"label": field.label}
    if on_file and value == on_file and field.kind in _OF_NUMBERS:
        return ""
    return _wrong_kind(field, value) or _wrong_shape(field, value)


def _wrong_shape(field: Field, value: str) -> StrOrPromise:
    if field.pattern and not re.fullmatch(field.pattern, value):
        return _("%(label)s的格式不对，请按说明填写。") % {"label": field.label}
    return ""


def _wrong_kind(field: Field, value: str) -> StrOrPromise:
    label = {"label": field.label}
    if field.kind == FieldKind.NUMBER and not _is_number(value):
        return _("%(label)s请填不小于 0 的数字。") % label
    if field.kind == FieldKind.DATE and not _is_day(value):
        return _("%(label)s请填日期，例如 2026-03-02。") % label
    if field.kind == FieldKind.CHOICE and value not in field.choices:
        return _("%(label)s请从列出的内容里选一项。") % label
    if field.kind == FieldKind.PHONE and check_phone(value):
        return _("%(label)s请填 11 位手机号，或带区号的座机号。") % label
    if field.kind == FieldKind.USCC and not is_credit_code(value):
        return _("%(label)s应为 18 位，校验位不对，请对照营业执照再看一遍。") % label
    if field.kind == FieldKind.ID and not is_id_number(value):
        return _("%(label)s应为 18 位，校验位不对，请对照身份证再看一遍。") % label
    return ""


def _is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return _DAY.fullmatch(value) is not None


@dataclass(frozen=True)
class Shared:
    """A field of the one table and the names of the items that need it."""

    field: Field
    used_by: tuple[str, ...]
    is_required: bool


def one_table(forms: Iterable[tuple[str, Sequence[Field]]]) -> list[Shared]:
    """Merge the forms of several items, given as (name of the item, fields), into one table.

    A field of one code stands once, where it comes first; it is required when one item requires it.
    """
    first: dict[str, Field] = {}
    used: dict[str, list[str]] = {}
    required: set[str] = set()
    for name, fields in forms:
        for field in fields:
            first.setdefault(field.code, field)
            used.setdefault(field.code, []).append(name)
            if field.is_required:
                required.add(field.code)
    return [
        Shared(field, tuple(used[code]), is_required=code in required)
        for code, field in first.items()
    ]
