# SPDX-License-Identifier: Apache-2.0
"""Which materials an applicant fills in by hand, and what counts as a filled example. Pure."""

from __future__ import annotations

from services.items.codes import MaterialMedium, MaterialSource
from services.items.reference import sample_forms


def is_form(name: str, source: str) -> bool:
    """Tell whether a material is a form of ours, of which the portal makes a filled example."""
    words = sample_forms()["filled_by_hand"]
    return source == MaterialSource.APPLICANT and any(word in name for word in words)


def has_example(name: str, source: str, form: str, example: str) -> bool:
    """Tell whether a material shows what it should look like (ZY 29: 申请材料及填写示例).

    It does when an editor wrote an example, when the portal makes one, or when there is nothing
    to fill in: a paper issued by an organ or a third party, or the copy of a paper that exists.
    """
    nothing_to_fill_in = source != MaterialSource.APPLICANT or form == MaterialMedium.COPY
    return bool(example.strip()) or nothing_to_fill_in or is_form(name, source)
