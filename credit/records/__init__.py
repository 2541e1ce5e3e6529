# SPDX-License-Identifier: Apache-2.0
"""Credit records: rows, grades' rules, queries."""
