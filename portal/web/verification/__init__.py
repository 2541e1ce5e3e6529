# SPDX-License-Identifier: Apache-2.0
"""Verifying a licence by its token."""
