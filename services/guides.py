# SPDX-License-Identifier: Apache-2.0
"""What a guide page says beside the rows: the steps as a picture, the dates, what is official."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.items.codes import Provenance

if TYPE_CHECKING:
    from services.items.models.version import OfferingVersion

#: Parts of a guide and the words of `found_fields` that make them official.
PARTS = {
    "materials": ("materials",),
    "statutory": ("statutory_days",),
    "promised": ("promised_days",),
    "fee": ("fee",),
    "result": ("result",),
    "law": ("legal_basis",),
    "handling": ("handling_type",),
    "who": ("applicant_type",),
}


def unsure_parts(version: OfferingVersion) -> frozenset[str]:
    """Return the parts of the guide that no published page stands behind.

    A field found only in part ("materials(partly)") still counts as unsure.
    """
    if version.provenance == Provenance.FOUND and not version.found_fields:
        return frozenset()
    told = {field for field in version.found_fields if "partly" not in field}
    plain = {field.partition("(")[0] for field in told}
    return frozenset(part for part, names in PARTS.items() if not plain & set(names))


def conditions_of(version: OfferingVersion) -> list[str]:
    """Return the conditions: the item's own, else who may apply and the law that says when."""
    if version.conditions:
        return version.conditions
    laws = "、".join(str(basis) for basis in version.legal_bases.all())
    return [
        _("申请人是%(who)s") % {"who": version.get_applicant_kind_display()},
        _("符合%(laws)s规定的条件") % {"laws": laws},
    ]
