# SPDX-License-Identifier: Apache-2.0
"""The 统一社会信用代码 of every kind of organisation (GB 32100-2015). Pure.

Place 1 names the office that registers, place 2 the kind it registers: 91 a company, 51 a social
organisation, N2 a village collective, A1 a unit of the armed forces, Y1 others. Offices were added
to the table of the standard after 2015, so any of its signs passes there.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc

#: The signs of GB 32100: digits and capital letters without I, O, S, V and Z.
_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")


def has_shape(code: str) -> bool:
    """Tell whether a normal code has 18 signs in the places of the standard, right or wrong sum."""
    return _SHAPE.fullmatch(code) is not None


def is_credit_code(code: str) -> bool:
    """Tell whether a normal code has the shape of the standard and its check sign."""
    return has_shape(code) and uscc.calc_check_digit(code) == code[-1]
