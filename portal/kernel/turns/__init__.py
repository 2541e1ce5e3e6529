# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is (轮到谁): one row for each open turn, written with the act that makes it."""
