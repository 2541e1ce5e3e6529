# SPDX-License-Identifier: Apache-2.0
"""Acts of the window: verdicts, correction, acceptance, walk-in."""
