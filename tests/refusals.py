# SPDX-License-Identifier: Apache-2.0
"""Asserting that an act is refused for the named reason."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from portal.kernel.errors import PortalError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[PortalError]]:
    """Expect a PortalError with exactly this code; gives what was raised."""
    with pytest.raises(PortalError) as caught:
        yield caught
    assert caught.value.code == code
