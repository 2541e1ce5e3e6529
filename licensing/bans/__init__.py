# SPDX-License-Identifier: Apache-2.0
"""Bans on applying (行政许可法 78, 79)."""
