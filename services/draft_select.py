# SPDX-License-Identifier: Apache-2.0
"""A list of choices that loses nothing."""

from __future__ import annotations

from typing import Any

from django import forms


class KeepingSelect(forms.Select):
    """A list of choices that also shows the word that stands in the row and is none of them."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        known = {str(key) for key, _label in self.choices}
        for word in value:
            if word and word not in known:
                option = self.create_option(
                    name, word, word, selected=True, index=len(groups), attrs=attrs
                )
                groups.append((None, [option], len(groups)))
        return groups
