# SPDX-License-Identifier: Apache-2.0
"""What the API reads: JSON that a person could have written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser

from portal.kernel.errors import Invalid
from portal.kernel.wording import unseen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

#: Lists and objects within one another; no body of ours has more than three.
DEEPEST = 20


class PlainJson(JSONParser):
    """JSON of a moderate depth whose texts hold nothing that no database or paper can hold."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return what was sent; raises Invalid for what is too deep or holds unseen signs."""
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        _look_into(found)
        return found


def _too_deep() -> Invalid:
    return Invalid("too_deep", _("内容的层次最多%(most)d层。") % {"most": DEEPEST})


def _look_into(found: Any) -> None:
    """Walk level by level, so that no depth can exhaust the stack."""
    level = [("", found)]
    for _depth in range(DEEPEST + 1):
        inner: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, dict):
                inner += [(f"{path}.{name}".strip("."), one) for name, one in value.items()]
                inner += [(path, name) for name in value]
            elif isinstance(value, list):
                inner += [(f"{path}.{place}".strip("."), one) for place, one in enumerate(value)]
            elif isinstance(value, str) and (problems := unseen(value, path)):
                raise Invalid.many(problems)
        level = inner
        if not level:
            return
    raise _too_deep()
