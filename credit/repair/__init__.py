# SPDX-License-Identifier: Apache-2.0
"""Repair of a credit record (信用修复)."""
