# SPDX-License-Identifier: Apache-2.0
"""Every address asked with things that nobody should send, always the same ones for a seed.

The suite runs a small share; `make fuzz` runs the rest (``FUZZ`` times as much).
"""

from __future__ import annotations

import os

#: How many times as much as in the suite.
TIMES = int(os.environ.get("FUZZ") or 1)
#: So many times as long is a walk, each in a city of its own; and how many walks there are.
LENGTH = min(TIMES, 4)
WALKS = TIMES // LENGTH
#: Under which name a test says how often which status was answered.
ANSWERS = "answers"
