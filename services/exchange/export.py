# SPDX-License-Identifier: Apache-2.0
"""The published catalogue, row by row, without holding it all in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.items.queries import published
from services.items.rows import row_of
from services.items.stored import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Versions read at a time, with all that hangs on them.
CHUNK = 500


def published_rows() -> Iterator[dict[str, Any]]:
    """Yield every version in force in the shape of the catalogue file, by code."""
    versions = whole(published()).order_by("offering__item__code", "offering__code")
    for version in versions.iterator(chunk_size=CHUNK):
        yield row_of(record_of(version))
