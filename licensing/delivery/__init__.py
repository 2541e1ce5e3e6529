# SPDX-License-Identifier: Apache-2.0
"""Handing the result over."""
