# SPDX-License-Identifier: Apache-2.0
"""What a catalogue record must satisfy before anybody may be guided by it. Pure.

Every rule has a name (given back by the importer) and one sentence. A record may break several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from services.items.labels import (
    APPLICANT_KINDS,
    CHANNELS,
    CROSS_REGIONS,
    HANDLINGS,
    ITEM_TYPES,
    PROVENANCES,
)
from services.items.rules.findings import MAX_NAME, Findings, RuleProblem
from services.items.rules.guide import check_guide
from services.items.rules.parts import (
    check_joint,
    check_materials,
    check_procedures,
    check_statutory_basis,
)
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

#: No licence period in law is longer than a year of working days.
MAX_DAYS = 365
MAX_VALIDITY_YEARS = 99
MAX_BASIS = 200
MAX_ARTICLE = 100
CODE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
MIN_CODE, MAX_CODE = 4, 64
LOCAL_PREFIX = "LOCAL-"


@dataclass(frozen=True)
class Reference:
    """What records are checked against.

    ``names`` holds codes that already belong to an item: code → name.
    """

    departments: frozenset[str]
    fees: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)


def _identity(found: Findings, row: Mapping[str, Any], reference: Reference) -> None:
    code = found.text(row, "code", "code", MAX_CODE)
    name = found.text(row, "name", "name", MAX_NAME)
    if code and (len(code) < MIN_CODE or not CODE.fullmatch(code)):
        found.add("code", "bad_code", _("编码只能用大写字母、数字和连字符，至少 4 位。"))
    elif code and name:
        owner = reference.names.get(code)
        if owner is not None and squeeze(owner) != squeeze(name):
            found.add("code", "duplicate_code", _("编码已属于《%(name)s》。") % {"name": owner})
    local = found.flag(row, "local_code", "local_code")
    if local is False and code.startswith(LOCAL_PREFIX):
        found.add(
            "local_code", "local_code_unmarked", _("临时编码必须标明，不能当作正式编码公布。")
        )
    found.choice(row, "item_type", "item_type", ITEM_TYPES)
    department = found.text(row, "department", "department", MAX_NAME)
    if department and department not in reference.departments:
        found.add(
            "department",
            "unknown_department",
            _("“%(name)s”不在部门名录内。") % {"name": department},
        )


def _legal_basis(found: Findings, row: Mapping[str, Any]) -> None:
    message = _("没有设定依据的事项不得公布。")
    bases = found.rows(row, "legal_basis", "missing_legal_basis", message)
    for position, basis in enumerate(bases):
        where = f"legal_basis[{position}]"
        if not isinstance(basis, dict):
            found.add(where, "wrong_type", _("每条依据应当写明法律法规和条款。"))
            continue
        for key, limit in (("law", MAX_BASIS), ("article", MAX_ARTICLE)):
            value = basis.get(key)
            if value is None or (isinstance(value, str) and not value.strip()):
                found.add(f"{where}.{key}", "missing_legal_basis", message)
            else:
                found.text(basis, key, f"{where}.{key}", limit)


def _limits(found: Findings, row: Mapping[str, Any]) -> None:
    handling = found.choice(row, "handling_type", "handling_type", HANDLINGS)
    statutory = row.get("statutory_days")
    if "statutory_days" not in row:
        found.add("statutory_days", "missing_field", _("缺少法定时限；法律没有规定的写 null。"))
    elif statutory is not None:
        statutory = found.number(statutory, "statutory_days", "days_out_of_range", 1, MAX_DAYS)
    promised = row.get("promised_days")
    if promised is None:
        found.add("promised_days", "missing_field", _("缺少承诺时限。"))
        return
    promised = found.number(promised, "promised_days", "days_out_of_range", 1, MAX_DAYS)
    if promised and statutory and promised > statutory:
        found.add(
            "promised_days",
            "promised_exceeds_statutory",
            _("承诺时限 %(promised)d 个工作日超过法定时限 %(statutory)d 个工作日。")
            % {"promised": promised, "statutory": statutory},
        )
    elif handling == "即办件" and promised and promised > 1:
        found.add(
            "promised_days",
            "immediate_promise_too_long",
            _("即办件当场办结，承诺时限不能超过 1 天。"),
        )


def _fee(found: Findings, row: Mapping[str, Any], reference: Reference) -> None:
    charged = found.flag(row, "fee", "fee")
    name, standard = row.get("fee_name"), row.get("fee_standard")
    if charged is None:
        return
    if not charged:
        for key, value in (("fee_name", name), ("fee_standard", standard)):
            if value not in (None, ""):
                found.add(key, "fee_not_declared", _("标明不收费，却写了收费内容。"))
        return
    told = found.text(row, "fee_name", "fee_name", MAX_ARTICLE)
    price = found.text(row, "fee_standard", "fee_standard", MAX_BASIS)
    if told and told not in reference.fees:
        found.add(
            "fee_name",
            "fee_not_in_fee_list",
            _("“%(name)s”不在收费清单内，不得收取。") % {"name": told},
        )
    elif told and price and squeeze(price) != squeeze(reference.fees[told]):
        found.add(
            "fee_standard",
            "fee_not_in_fee_list",
            _("收费标准与收费清单不一致，清单为：%(standard)s。")
            % {"standard": reference.fees[told]},
        )


def _result(found: Findings, row: Mapping[str, Any]) -> None:
    result = row.get("result")
    if result is None:
        found.add("result", "missing_field", _("缺少办理结果。"))
    elif not isinstance(result, dict):
        found.add("result", "wrong_type", _("办理结果应当有名称和有效期。"))
    else:
        found.text(result, "name", "result.name", MAX_NAME)
        years = result.get("validity_years")
        if years is not None:
            found.number(
                years, "result.validity_years", "validity_out_of_range", 1, MAX_VALIDITY_YEARS
            )


def _renewal(found: Findings, row: Mapping[str, Any]) -> None:
    """The optional window of renewal, in natural days before the last day."""
    window = row.get("renewal")
    if window is None:
        return
    if not isinstance(window, dict):
        found.add("renewal", "wrong_type", _("延续申请的时间应当有最早和至少提前的天数。"))
        return
    days = {
        key: found.number(window.get(key), f"renewal.{key}", "days_out_of_range", 1, MAX_DAYS)
        for key in ("opens_days", "closes_days")
    }
    opens, closes = days["opens_days"], days["closes_days"]
    if opens and closes and opens < closes:
        found.add(
            "renewal.opens_days",
            "renewal_window_inverted",
            _("最早提前的天数不能少于至少提前的天数。"),
        )


def _service(found: Findings, row: Mapping[str, Any]) -> None:
    found.choice(row, "applicant_type", "applicant_type", APPLICANT_KINDS)
    found.choice(row, "cross_region", "cross_region", CROSS_REGIONS)
    found.choice(row, "provenance", "provenance", PROVENANCES)
    found.flag(row, "site_inspection", "site_inspection")
    channels = found.rows(row, "channels", "missing_field", _("缺少办理形式。"))
    for position, channel in enumerate(channels):
        if channel not in CHANNELS:
            found.add(
                f"channels[{position}]",
                "unknown_channel",
                _("办理形式“%(value)s”不在代码集内。") % {"value": channel},
            )
    if len({str(channel) for channel in channels}) != len(channels):
        found.add("channels", "duplicate_channel", _("办理形式写了两遍。"))
    told = row.get("found_fields")
    if not isinstance(told, list) or not all(isinstance(name, str) for name in told):
        found.add("found_fields", "wrong_type", _("“found_fields”应当是文字列表。"))


def check(row: object, reference: Reference) -> list[RuleProblem]:
    """Return every rule a record breaks; an empty list means that it may be published."""
    found = Findings()
    if not isinstance(row, dict):
        found.add("", "not_an_object", _("这一行不是一条事项记录。"))
        return found.problems
    _identity(found, row, reference)
    _legal_basis(found, row)
    _limits(found, row)
    _fee(found, row, reference)
    _result(found, row)
    _renewal(found, row)
    if row.get("concerns_safety") is not None:
        found.flag(row, "concerns_safety", "concerns_safety")
    _service(found, row)
    check_materials(found, row)
    check_procedures(found, row)
    check_joint(found, row, reference.departments)
    check_statutory_basis(found, row)
    check_guide(found, row)
    return found.problems
