# SPDX-License-Identifier: Apache-2.0
"""A city in a database that processes of its own work on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from portal.kernel import city_rules
from tests import city as cities
from tests import copies


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what happens away from the worker's database, whose rows other tests still need."""
    name = connection.settings_dict["NAME"]
    own = f"{name}_chaos"
    copies.drop(own)
    copies.sql(f'CREATE DATABASE "{own}" TEMPLATE "{copies.tables()}"')
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = own
        yield
        connection.close()
        connection.settings_dict["NAME"] = name
    copies.drop(own)


@pytest.fixture
def city(own_database: None, transactional_db: None) -> cities.City:
    city_rules.load_shipped()
    return cities.build()
