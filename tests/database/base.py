# SPDX-License-Identifier: Apache-2.0
"""Django's backend, which may empty the tables of a test database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql import base, operations

from tests.database import LIFT

if TYPE_CHECKING:
    from collections.abc import Iterable


class DatabaseOperations(operations.DatabaseOperations):
    """Its flush is the owner's, with the triggers off that keep rows."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute(LIFT)
            for sql in sql_list:
                cursor.execute(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the application's role in test databases only: others are made by the owner."""

    ops_class = DatabaseOperations

    def _configure_role(self, connection: Any) -> bool:
        is_test = str(self.settings_dict["NAME"]).startswith("test_")
        return bool(is_test and super()._configure_role(connection))  # type: ignore[misc]  # of 5.1
