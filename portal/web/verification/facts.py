# SPDX-License-Identifier: Apache-2.0
"""What the public may know of a signed paper: status, title, masked name, dates; of a licence
also the number and the organ, so that a paper can be compared. No more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from licensing.licences.models import Licence
from licensing.licences.states import LicenceState
from portal.kernel import clock
from portal.kernel.documents.models import Document, DocumentState
from portal.kernel.documents.registry import kind_of
from portal.kernel.http import codes
from portal.kernel.places.naming import full_name

if TYPE_CHECKING:
    from datetime import date

TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}")


@dataclass(frozen=True)
class Verification:
    """One genuine paper. ``status`` is valid, superseded, or the state of the licence."""

    status: str
    status_label: str
    title: str
    name: str
    issued_on: date
    valid_from: date | None
    valid_to: date | None
    is_licence: bool
    number: str
    organ: str


def token_in(typed: str) -> str:
    """Return the token that was typed or pasted, with its label or the whole address or without.

    What holds none is returned in half-width signs.
    """
    plain = codes.plain(typed).partition("?")[0].rstrip("/ ")
    for whole in (*plain.split(), plain.replace(" ", "")):
        last = whole.rstrip("/").rsplit("/", 1)[-1]
        if found := TOKEN.search(last):
            return found[0]
    return plain.replace(" ", "").rsplit("/", 1)[-1]


def facts_of(token: str) -> Verification | None:
    """Return what may be shown of a paper with a QR; None for unknown and for wrong tokens."""
    document = (
        Document.objects.filter(token=token, state=DocumentState.RENDERED)
        .select_related("subject__case__applicant", "superseded_by")
        .first()
        if TOKEN.fullmatch(token)
        else None
    )
    if document is None or not kind_of(document.kind).qr:
        return None
    licence = (
        Licence.objects.filter(document=document)
        .select_related("holder", "organ__division")
        .first()
    )
    party = licence.holder if licence is not None else document.subject.case.applicant
    status, label = (str(LicenceState.VALID), "")
    if hasattr(document, "superseded_by"):
        status = "superseded"
    elif licence is not None:
        status, label = licence.state, str(licence.get_state_display())
    return Verification(
        status=status,
        status_label=label,
        title=licence.title if licence is not None else document.title,
        name=party.masked_name,
        issued_on=clock.local_date(document.issued_at),
        valid_from=licence.valid_from if licence is not None else None,
        valid_to=licence.valid_to if licence is not None else None,
        is_licence=licence is not None,
        number=licence.number if licence is not None else "",
        organ=full_name(licence.organ) if licence is not None else "",
    )
