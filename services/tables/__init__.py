# SPDX-License-Identifier: Apache-2.0
"""The one table: form fields of an item, with rules and prefills."""
