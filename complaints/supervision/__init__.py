# SPDX-License-Identifier: Apache-2.0
"""Supervision: urging, the board and its figures."""
