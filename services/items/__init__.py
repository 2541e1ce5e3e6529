# SPDX-License-Identifier: Apache-2.0
"""Service items: item, offering, version and its parts, read and published."""
