# SPDX-License-Identifier: Apache-2.0
"""Legal periods: the calendar, the engine, their rows, the sweep and the proof of a date."""
