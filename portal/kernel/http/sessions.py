# SPDX-License-Identifier: Apache-2.0
"""Django's sessions in the database, read by a prepared statement: every request asks for one."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from portal.kernel import clock
from portal.kernel.prepared.reading import Reading

_session = Reading(
    "session",
    {"key": "varchar", "now": "timestamptz"},
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
)


class SessionStore(db.SessionStore):
    """The store of one visitor."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key or ""
        # a cookie may hold any sign, also those that no database takes
        kept = _session.first(key=key, now=clock.now()) if key.isalnum() else None
        if kept is None:
            self._session_key = None
        return kept
