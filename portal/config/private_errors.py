# SPDX-License-Identifier: Apache-2.0
"""What a private server says when it cannot come up."""

from __future__ import annotations


class CannotStart(SystemExit):
    """A private server cannot be started; the message says what to do."""
