# SPDX-License-Identifier: Apache-2.0
"""Checking the identifiers that people and enterprises give. Only the clock is read."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from portal.kernel import clock
from portal.kernel.accounts.credit_codes import has_shape, is_credit_code
from portal.kernel.accounts.names import is_digit, is_picture, is_unseen
from portal.kernel.accounts.phones import parse_phone
from portal.kernel.errors import Problem

_FIRST_BIRTH = date(1900, 1, 1)
#: Years at which one acts for oneself (民法典 17).
FULL_AGE = 18
#: Years below which only a parent has a child's data worked on (个人信息保护法 31).
AGE_OF_OWN_ACCOUNT = 14
_ID_SHAPE = re.compile(r"^[0-9]{17}[0-9X]$")


def normal_number(value: str) -> str:
    """Return an identifier as it is stored and searched: no spaces, half-width, upper case.

    Chinese input methods write full-width digits; people cannot see the difference.
    """
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", value)).upper()


def is_id_number(number: str) -> bool:
    """Tell whether a normal number is a 公民身份号码 (GB 11643): shape, real date, check digit.

    The area is not compared with today's list: people keep the prefix of their first
    registration (e.g. 5139xx), which may have been abolished. Nobody was born before 1900 or after
    today.
    """
    if not _ID_SHAPE.match(number) or ric.calc_check_digit(number) != number[-1]:
        return False
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return False
    return _FIRST_BIRTH <= born <= clock.today()


def birth_of(number: str) -> date | None:
    """Return the day of birth that a number by GB 11643 tells, None for any other number."""
    normal = normal_number(number)
    return ric.get_birth_date(normal) if is_id_number(normal) else None


def birthday(born: date, years: int) -> date:
    """Return the day on which somebody is so many years old (民法典 200–202).

    Who was born on 29 February is older on the last day of that month in other years.
    """
    year = born.year + years
    return date(year, born.month, min(born.day, monthrange(year, born.month)[1]))


def is_minor(born: date, on: date) -> bool:
    """Tell whether somebody is under age on a day (民法典 17)."""
    return on < birthday(born, FULL_AGE)


def check_age_of_owner(number: str, field: str = "id_number") -> list[Problem]:
    """Return what is wrong with somebody of that number opening an account of his own."""
    born = birth_of(number)
    if born is None or clock.today() >= birthday(born, AGE_OF_OWN_ACCOUNT):
        return []
    text = _(
        "未满14周岁的孩子不能自己开账号。父母用自己的账号，带户口簿到窗口登记一次就能替孩子办。"
    )
    return [Problem(field, "child", text)]


def sign_in_name(typed: str) -> str:
    """Return what people type to sign in, in one form: half-width, lower case, no spaces.

    A mobile phone is in its stored shape, so that each spelling is one name to those who count.
    """
    phone = parse_phone(typed)
    if phone is not None and phone.can_get_texts:
        return phone.stored
    return "".join(sign for sign in normal_number(typed) if not is_unseen(sign)).lower()


def check_name(name: str, field: str = "name") -> list[Problem]:
    """Return what is wrong with a name of anybody."""
    if not name.strip():
        return [Problem(field, "required", _("请填写姓名或名称。"))]
    if len(name) > 100:
        return [Problem(field, "too_long", _("姓名或名称最多100个字。"))]
    if any(is_unseen(sign) for sign in name):
        return [Problem(field, "unseen", _("姓名或名称里有看不见的字符，请重新输入。"))]
    return []


def check_person_name(name: str, field: str = "name") -> list[Problem]:
    """Return what is wrong with the name of a natural person."""
    if problems := check_name(name, field):
        return problems
    if any(is_digit(sign) for sign in name):
        return [Problem(field, "digits", _("姓名里不能有数字，请照证件填写。"))]
    if any(is_picture(sign) for sign in name):
        return [Problem(field, "pictures", _("姓名里不能有表情或图形符号，请照证件填写。"))]
    return []


def check_id_number(number: str, field: str = "id_number") -> list[Problem]:
    """Return what is wrong with an ID number.

    A right one passes whatever else it could be: one in 31 has the sum of a credit code too.
    """
    if not number:
        return [Problem(field, "required", _("请填写身份证号。"))]
    if is_id_number(normal_number(number)):
        return []
    if is_credit_code(normal_number(number)):
        return [Problem(field, "uscc", _("这是统一社会信用代码。替企业办，请选企业。"))]
    return [Problem(field, "id_number", _("身份证号不对，请核对18位号码，最后一位可能是X。"))]


def check_uscc(code: str, field: str = "uscc") -> list[Problem]:
    """Return what is wrong with a 统一社会信用代码."""
    if not code:
        return [Problem(field, "required", _("请填写统一社会信用代码。"))]
    if is_id_number(normal_number(code)):
        return [Problem(field, "id_number", _("这是身份证号。个人办，请选个人。"))]
    if not is_credit_code(normal_number(code)):
        return [Problem(field, "uscc", _("统一社会信用代码不对，请核对营业执照上的18位代码。"))]
    return []


def may_vouch_for(code: str) -> bool:
    """Tell whether a code that ``check_uscc`` refuses can be one on a certificate all the same.

    Some were given out with a wrong check sign, and a few of digits alone pass as an ID number
    too. A plain ID number never stands for an organisation: it would be kept unsealed.
    """
    normal = normal_number(code)
    return has_shape(normal) and (is_credit_code(normal) or not is_id_number(normal))


def check_phone(phone: str, field: str = "phone", *, of_office: bool = False) -> list[Problem]:
    """Return what is wrong with a phone; ``of_office``: a short number like 12345 is one too."""
    if not phone:
        return [Problem(field, "required", _("请填写联系电话。"))]
    found = parse_phone(phone)
    if found is None:
        text = _(
            "电话号码不对，请填11位手机号或带区号的座机号；境外号码以 + 和国家（地区）代码开头。"
        )
        return [Problem(field, "phone", text)]
    if found.is_short and not of_office:
        return [Problem(field, "short_phone", _("这是服务热线，请填能联系到您的电话。"))]
    return []
