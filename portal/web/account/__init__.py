# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, registering, one's own account."""
