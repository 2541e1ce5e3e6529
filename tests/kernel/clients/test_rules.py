# SPDX-License-Identifier: Apache-2.0
"""What another office's system may be allowed, on both sides of each boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.kernel.clients.rules import problems_of

TODAY = date(2026, 3, 2)
GOOD: dict[str, Any] = {"name": "省平台", "scopes": ["cases:read"], "valid_to": TODAY}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"name": "平台"}, []),
        ({"name": "平"}, [("name", "required")]),
        ({"name": "台" * 100}, []),
        ({"name": "台" * 101}, [("name", "too_long")]),
        ({"scopes": []}, [("scopes", "scope")]),
        ({"scopes": ["cases:read", "cases:write"]}, [("scopes", "scope")]),
        ({"valid_to": TODAY + timedelta(days=366)}, []),
        ({"valid_to": TODAY + timedelta(days=367)}, [("valid_to", "valid_to")]),
        ({"valid_to": TODAY - timedelta(days=1)}, [("valid_to", "valid_to")]),
    ],
)
def test_a_system_at_its_boundaries(
    changes: dict[str, object], told: list[tuple[str, str]]
) -> None:
    found = problems_of(**{**GOOD, **changes}, today=TODAY)
    assert [(one.field, one.code) for one in found] == told
