# SPDX-License-Identifier: Apache-2.0
"""Phone numbers, however they are typed: one stored shape, one to read, one to compare. Pure.

Stored: a number of the mainland as it is dialled there (13800132046, 02826110000, 4008123123),
any other as ``+`` and digits, then ``x`` and the extension if there is one.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

_SHORT = Path(__file__).parents[1] / "data" / "short_numbers.json"
_HOME, _HOME_CODE = "CN", 86
#: Where a code can be sent: to a mobile phone of the mainland, Hong Kong, Macao or Taiwan. Codes to
#: other countries cost much and are what swindlers ask for by the thousand.
_TEXTED = (86, 852, 853, 886)
#: A mobile number of the mainland: new ranges are given out faster than any table follows.
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NEIGHBOURS = ("852", "853", "886")
_DASHES = re.compile(r"[‐-―−－~～_]")
_DIALLED = re.compile(r"\(?\+?[0-9()\-.]+")
_EXTENSION = re.compile(
    r"(?P<main>.+?)(?:(?:[转轉接]|分机|分機|内线|內線)+号?|;?EXT[.=]?|[X#,])[:.]?(?P<extension>[0-9]{1,6})"
)
#: A third group after a landline's area and number: 028-26110000-801.
_THIRD_GROUP = re.compile(r"(?P<main>\(?0[0-9]{2,3}\)?-?[0-9]{7,8})-(?P<extension>[0-9]{1,6})")


@dataclass(frozen=True)
class Phone:
    """A number that can be called. ``main`` is stored and compared, without the extension."""

    main: str
    extension: str = ""
    is_short: bool = False

    @property
    def stored(self) -> str:
        """The one shape in which it is kept, with the extension."""
        return f"{self.main}x{self.extension}" if self.extension else self.main

    @property
    def shown(self) -> str:
        """As people read it: 138 0013 2046, 028-26110000 转 801, +852 9123 4567."""
        number = self.main if self.is_short else _readable(self.main)
        if not self.extension:
            return number
        return _("%(number)s 转 %(extension)s") % {"number": number, "extension": self.extension}

    @property
    def can_get_texts(self) -> bool:
        """Tell whether a code can be sent to it by a short message."""
        if self.extension or self.is_short:
            return False
        if _MOBILE.fullmatch(self.main):
            return True
        number = phonenumbers.parse(self.main, _HOME)
        is_mobile = phonenumbers.number_type(number) == PhoneNumberType.MOBILE
        return is_mobile and number.country_code in _TEXTED


def parse_phone(typed: str) -> Phone | None:
    """Return the phone that was typed, None for what cannot be called."""
    plain = _plain(typed)
    if short := _short_number(plain):
        return short
    whole = _number(plain)
    if whole is not None:
        return Phone(whole)
    parts = _EXTENSION.fullmatch(plain) or _THIRD_GROUP.fullmatch(plain)
    main = _number(parts["main"]) if parts else None
    return Phone(main, parts["extension"]) if parts and main is not None else None


def stored_phone(typed: str) -> str:
    """Return a phone in its stored shape; what is none is left as it was typed."""
    phone = parse_phone(typed)
    return phone.stored if phone is not None else typed.strip()


def show_phone(stored: str) -> str:
    """Return a phone as people read it; what is none is left as it is."""
    phone = parse_phone(stored)
    return phone.shown if phone is not None else stored


def phone_key(typed: str) -> str:
    """Return what is compared: the number without its extension, the digits of what is no phone."""
    phone = parse_phone(typed)
    return phone.main if phone is not None else re.sub(r"[^0-9]", "", _plain(typed))


def can_get_texts(typed: str) -> bool:
    """Tell whether a code can be sent to what was typed."""
    phone = parse_phone(typed)
    return phone is not None and phone.can_get_texts


def _plain(typed: str) -> str:
    """Half-width, capital letters, no blanks and no signs that nobody sees; each dash is one."""
    wide = unicodedata.normalize("NFKC", _DASHES.sub("-", typed)).upper()
    return "".join(
        sign
        for sign in wide
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")
    )


def _number(plain: str) -> str | None:
    """Return a number without extension in its stored shape, None when it is none."""
    if not _DIALLED.fullmatch(plain):
        return None
    digits = re.sub(r"[^0-9+]", "", plain)
    spellings = [plain, digits]
    if digits.startswith(_NEIGHBOURS):
        spellings.append(f"+{digits}")
    for one in spellings:
        try:
            number = phonenumbers.parse(one, _HOME)
        except NumberParseException:
            continue
        if _is_number(number):
            return _stored(number)
    return None


def _is_number(number: phonenumbers.PhoneNumber) -> bool:
    if number.country_code == _HOME_CODE and _MOBILE.fullmatch(str(number.national_number)):
        return True
    return phonenumbers.is_valid_number(number)


def _stored(number: phonenumbers.PhoneNumber) -> str:
    if number.country_code != _HOME_CODE:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^0-9]", "", national)


def _readable(main: str) -> str:
    number = phonenumbers.parse(main, _HOME)
    if number.country_code != _HOME_CODE:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    area = phonenumbers.length_of_geographical_area_code(number)
    if area:
        return f"{main[: area + 1]}-{main[area + 1 :]}"
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return national if _MOBILE.fullmatch(main) else national.replace(" ", "-")


# -- Short numbers of services -----------------------------------------------------------------


@cache
def _short_patterns() -> re.Pattern[str]:
    rows = json.loads(_SHORT.read_text(encoding="utf-8"))["numbers"]
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows))


def _short_number(plain: str) -> Phone | None:
    """Return a short number of a service, with the area before it or not."""
    digits = plain.replace("-", "")
    return Phone(digits, is_short=True) if _short_patterns().fullmatch(digits) else None
