# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of legal periods: days, pauses, extensions. Pure."""
