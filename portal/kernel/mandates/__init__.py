# SPDX-License-Identifier: Apache-2.0
"""Asking to act for somebody, agreeing to it, ending it; who represents an enterprise."""
