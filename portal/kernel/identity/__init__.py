# SPDX-License-Identifier: Apache-2.0
"""Whose account it is: codes to a phone, papers at the window, and what either opens."""
