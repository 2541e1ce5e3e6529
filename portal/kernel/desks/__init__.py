# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is in a state, as the machines declare it. They import from here."""

from portal.kernel.desks.declared import Nobody, TurnFor, Turns
from portal.kernel.desks.places import (
    NOBODY,
    Centre,
    Column,
    Desk,
    FirstOf,
    Office,
    Organ,
    Party,
    Person,
    Supervision,
    When,
)

__all__ = [
    "NOBODY",
    "Centre",
    "Column",
    "Desk",
    "FirstOf",
    "Nobody",
    "Office",
    "Organ",
    "Party",
    "Person",
    "Supervision",
    "TurnFor",
    "Turns",
    "When",
]
