# SPDX-License-Identifier: Apache-2.0
"""What the portal knows already for a field of a form, and from where. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.tables.rules import FieldSource, wrong_with

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.tables.rules import Field


@dataclass(frozen=True)
class Known:
    """A value with its source in words, as the page shows it beside the field."""

    value: str
    source: str


@dataclass(frozen=True)
class HeldLicence:
    """What a licence in force says."""

    title: str
    number: str
    valid_to: str


@dataclass(frozen=True)
class KnownAnswers:
    """Everything known about an applicant: his account, his licences, his earlier answers.

    ``earlier``: code of the field → (value, number of the case), the newest case only.
    ``registers``: "register.value" → what another office has told.
    """

    account: Mapping[str, str]
    licences: Sequence[HeldLicence]
    earlier: Mapping[str, tuple[str, str]]
    registers: Mapping[str, Known] = field(default_factory=dict)


def known_for(
    fields: Sequence[Field], sources: Mapping[str, tuple[str, str]], facts: KnownAnswers
) -> dict[str, Known]:
    """Return what can be filled in: code → value with source. ``sources``: code → (source, title).

    The register beats the licence, the licence beats what was said before. A value that the field
    would refuse is left out, so nobody is asked to correct what he never typed.
    """
    found: dict[str, Known] = {}
    on_file = facts.account.get("number", "")
    for line in fields:
        source, title = sources[line.code]
        known = _from_source(source, title, facts) or _from_earlier(line.code, facts)
        if known is not None and known.value and not wrong_with(line, known.value, on_file):
            found[line.code] = known
    return found


def _from_source(source: str, title: str, facts: KnownAnswers) -> Known | None:
    if source.startswith("account."):
        value = facts.account.get(source.removeprefix("account."), "")
        return Known(value, _("来自账号登记信息")) if value else None
    if source == FieldSource.REGISTER:
        return facts.registers.get(title)
    if source in (FieldSource.LICENCE_NUMBER, FieldSource.LICENCE_ENDS):
        for licence in facts.licences:
            if licence.title == title:
                number = source == FieldSource.LICENCE_NUMBER
                value = licence.number if number else licence.valid_to
                return Known(value, _("来自已有证照《%(title)s》") % {"title": title})
    return None


def _from_earlier(code: str, facts: KnownAnswers) -> Known | None:
    if code not in facts.earlier:
        return None
    value, number = facts.earlier[code]
    return Known(value, _("来自以前的申请 %(number)s") % {"number": number})
