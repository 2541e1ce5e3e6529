# SPDX-License-Identifier: Apache-2.0
"""Guards run when they are asked for: `make guards`, or `make guards GUARDS=write` to accept."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("GUARDS") else ["*test_*.py"]
