# SPDX-License-Identifier: Apache-2.0
"""Which squares of a QR are dark: as drawn on a PDF page, and as an address would have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from pypdf import PageObject

#: One run of dark squares: a line through the middle of a row, one unit wide.
RUN = re.compile(rb"\n(\d+) (\d+)\.5 m\n(\d+) \2\.5 l(?=\n)")
BORDER = 1


def drawn_on(page: PageObject) -> set[tuple[int, int]]:
    """Return the dark squares (column, row) of the only QR on a page."""
    contents = page.get_contents()
    drawing = contents.get_data() if contents is not None else b""
    return {
        (column - BORDER, int(row) - BORDER)
        for start, row, end in RUN.findall(drawing)
        for column in range(int(start), int(end))
    }


def of_address(address: str) -> set[tuple[int, int]]:
    """Return the dark squares (column, row) that an address has."""
    rows = segno.make(address, error="m").matrix
    return {
        (column, row) for row, cells in enumerate(rows) for column, dark in enumerate(cells) if dark
    }
