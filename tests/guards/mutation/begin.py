# SPDX-License-Identifier: Apache-2.0
"""A test that only makes the worker's tables, so that the trials forked from there have them."""

from __future__ import annotations


def test_the_tables_are_there(db: None) -> None:
    """Nothing more: what a real test leaves in memory would be in every trial."""
