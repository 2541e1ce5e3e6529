# SPDX-License-Identifier: Apache-2.0
"""The lists that a city must publish; they follow the catalogue by themselves."""

from services.lists import own_rows, published, requested

__all__ = ["own_rows", "published", "requested"]
