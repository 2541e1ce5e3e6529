# SPDX-License-Identifier: Apache-2.0
"""Invented cases in bulk, for measurements."""
