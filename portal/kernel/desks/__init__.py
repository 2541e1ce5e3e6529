# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is in a state, as the machines declare it. They import from here."""

from portal.kernel.desks.declared import Nobody, TurnFor, Turns
from portal.kernel.desks.places import (
    NOBODY,
    CentreDesk,
    Column,
    Desk,
    FirstOf,
    OfficeDesk,
    OrganDesk,
    PartyDesk,
    PersonDesk,
    RoleDesk,
    SupervisionDesk,
    When,
)

__all__ = [
    "NOBODY",
    "CentreDesk",
    "Column",
    "Desk",
    "FirstOf",
    "Nobody",
    "OfficeDesk",
    "OrganDesk",
    "PartyDesk",
    "PersonDesk",
    "RoleDesk",
    "SupervisionDesk",
    "TurnFor",
    "Turns",
    "When",
]
