# SPDX-License-Identifier: Apache-2.0
"""Issuing papers: number and facts in the act's transaction, the PDF by the outbox."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from portal.kernel import clock, numbers
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.documents.models import Document, DocumentState
from portal.kernel.documents.registry import kind_of
from portal.kernel.documents.render import render_pdf
from portal.kernel.documents.sign import sign_pdf
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.registry import Obsolete
from portal.kernel.prepared.writing import add
from portal.kernel.storage import write_file

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.subjects import Subject

#: The event in which a paper's hash stands.
RENDERED = "kernel.document.render"


@act
def issue(
    *,
    subject: Subject,
    kind: str,
    facts: dict[str, Any],
    supersedes: Document | None = None,
    by: User | None,
) -> Document:
    """Issue one paper: draw its number, freeze its facts, order the PDF.

    ``facts`` must be JSON and masked as the paper shall show them. Raises KeyError for an
    unknown kind.
    """
    sort = kind_of(kind)
    at = clock.now()
    year = clock.local_date(at).year
    number = f"{sort.prefix}〔{year}〕{numbers.draw(f'document:{kind}:{year}')}号"
    document = add(
        Document(
            subject=subject,
            kind=kind,
            number=number,
            title=str(sort.title),
            facts=facts,
            issued_at=at,
            issued_by=by,
            supersedes=supersedes,
        )
    )
    enqueue(
        kind="kernel.render_document",
        key=f"render:{document.pk}",
        payload={"document": document.pk},
        subject=subject.pk,
    )
    return document


def render(payload: dict[str, Any]) -> None:
    """Outbox handler: make the PDF of one paper and keep its hash, in the journal too.

    The file's name is the paper's token, so a repeated try writes the same file.
    """
    # acts that name this paper in another need its key only: they must not wait for the printing
    document = Document.objects.select_for_update(no_key=True).get(pk=payload["document"])
    if document.state == DocumentState.RENDERED:
        raise Obsolete
    sort = kind_of(document.kind)
    with translation.override("zh-hans"):
        data = render_pdf(document, sort)
    if sort.signed:
        data = sign_pdf(data, reason=document.title)
    path = f"documents/{document.token[:2]}/{document.token}.pdf"
    write_file(Path(settings.MEDIA_ROOT) / path, data)
    sha256 = hashlib.sha256(data).hexdigest()
    Document.objects.filter(pk=document.pk).update(
        state=DocumentState.RENDERED,
        path=path,
        sha256=sha256,
        size=len(data),
        is_signed=sort.signed,
        rendered_at=clock.now(),
    )
    record(
        subject=document.subject,
        verb=RENDERED,
        by=None,
        facts={"document": document.pk, "sha256": sha256},
    )


def give_up(payload: dict[str, Any]) -> None:
    """Mark a paper whose rendering was given up; the open task asks a person to look."""
    Document.objects.filter(pk=payload["document"]).update(state=DocumentState.FAILED)
