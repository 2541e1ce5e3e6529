# SPDX-License-Identifier: Apache-2.0
"""What was asked of the database, as text: of a prepared statement one hears only its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from django.test.utils import CaptureQueriesContext

_CALL = re.compile(r"EXECUTE (\w+)")


def texts(seen: CaptureQueriesContext) -> list[str]:
    """Return each statement; a call of a prepared one as the text that was prepared."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement FROM pg_prepared_statements")
        prepared = {name: text.partition(" AS ")[2] for name, text in cursor.fetchall()}
    asked = [str(one["sql"]) for one in seen.captured_queries]
    called = [_CALL.match(sql) for sql in asked]
    return [prepared[one[1]] if one else sql for sql, one in zip(asked, called, strict=True)]
