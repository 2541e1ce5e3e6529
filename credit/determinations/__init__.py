# SPDX-License-Identifier: Apache-2.0
"""Determinations: the hearing before a credit mark."""
