# SPDX-License-Identifier: Apache-2.0
"""How personal data looks on a screen before anybody asked to see it."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """Keep the first character of a person's name: 张三丰 -> 张**."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_id(number: str) -> str:
    """Keep the first four and the last two characters of an ID number, of a short one the ends."""
    head, tail = (4, 2) if len(number) >= 15 else (1, 2)
    return (
        f"{number[:head]}{'*' * max(len(number) - head - tail, 4)}{number[-tail:]}"
        if number
        else ""
    )


def mask_phone(phone: str) -> str:
    """Keep the first three and the last four digits of a stored phone; an extension goes too."""
    number = phone.partition("x")[0]
    head = number[: 4 if number.startswith("+") else 3]
    return f"{head}****{number[-4:]}" if len(number) >= 7 else "****" if phone else ""


def mask_uscc(code: str) -> str:
    """Keep the first and last four characters of a 统一社会信用代码."""
    return f"{code[:4]} **** **** {code[-4:]}" if code else ""
