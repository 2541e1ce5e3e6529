# SPDX-License-Identifier: Apache-2.0
"""The one door to WeasyPrint: template and frozen facts in, PDF/A bytes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.template.loader import render_to_string

from portal.kernel import clock

if TYPE_CHECKING:
    from portal.kernel.documents.models import Document
    from portal.kernel.documents.registry import DocumentKind


def verify_address(token: str) -> str:
    """Return the public address printed as QR on a paper."""
    return f"{settings.PUBLIC_URL}/verify/{token}/"


def context_of(document: Document, sort: DocumentKind) -> dict[str, Any]:
    """Return what the template of a paper sees."""
    address = verify_address(document.token)
    return {
        "document": document,
        "facts": document.facts,
        "issued_on": clock.local_date(document.issued_at),
        "citation": sort.citation,
        "verify_address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=1) if sort.qr else "",
        "demo": settings.DEMO,
        "city": settings.CITY_NAME,
    }


def render_pdf(document: Document, sort: DocumentKind) -> bytes:
    """Return the paper as PDF/A-3b with tags. Nothing is fetched: only ``data:`` is allowed."""
    # WeasyPrint takes two seconds and much memory to import: only the worker pays.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    html = render_to_string(sort.template, context_of(document, sort))
    pdf: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
        pdf_variant="pdf/a-3b", pdf_tags=True
    )
    return pdf
