# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.ahead.database` lets the private database tell the date that libfaketime tells.

PostgreSQL itself runs on the machine's date: libfaketime forgets the other one in a signal that
comes during `epoll_wait`, and a server under it ends neither a deadlock nor a statement that
takes too long.
"""

from __future__ import annotations

import datetime

from portal.kernel import clock
from tests.copies import sql


def main() -> None:
    """Move `clock_timestamp()` in every database that is made from now on."""
    ((there,),) = sql("SELECT pg_catalog.clock_timestamp()")
    assert isinstance(there, datetime.datetime)
    seconds = round((clock.now() - there).total_seconds())
    sql(
        "CREATE SCHEMA IF NOT EXISTS ahead",
        "GRANT USAGE ON SCHEMA ahead TO PUBLIC",
        "CREATE OR REPLACE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        " $$SELECT pg_catalog.clock_timestamp()"
        " + make_interval(secs => current_setting('ahead.seconds')::float8)$$",
        database="template1",
    )
    sql(
        f"ALTER ROLE ALL SET ahead.seconds = '{seconds}'",
        # a setting of the server, for a town's own one must go before it
        "ALTER SYSTEM SET search_path = public, ahead, pg_catalog",
        "SELECT pg_reload_conf()",
    )


if __name__ == "__main__":
    main()
