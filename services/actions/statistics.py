# SPDX-License-Identifier: Apache-2.0
"""Letting PostgreSQL know at once how large the catalogue has become."""

from __future__ import annotations

from django.db import connection

from services.models.item import ServiceItem
from services.models.legal_basis import LegalBasis
from services.models.material import Material
from services.models.offering import Offering
from services.models.review_step import ReviewStepTemplate
from services.models.version import OfferingVersion

#: Versions written in one go, from which on the plans made for the catalogue before are wrong.
MANY = 100
_TABLES = (ServiceItem, Offering, OfferingVersion, Material, LegalBasis, ReviewStepTemplate)


def count_anew(written: int) -> None:
    """Refresh the planner's figures after many rows were written, in the same transaction.

    Without this a guide reads thousands of rows until the server gets round to it by itself.
    """
    if written < MANY:
        return
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
