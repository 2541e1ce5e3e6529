# SPDX-License-Identifier: Apache-2.0
"""Deciding a case and ending it."""
