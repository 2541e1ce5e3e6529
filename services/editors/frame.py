# SPDX-License-Identifier: Apache-2.0
"""The frame of a public page: made once for all visitors nobody knows, then only filled in.

Head, navigation and footer are the same for every such visitor in one language and letter
size; making them anew costs more than finding what was asked.
"""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

#: Private-use characters around the name of what is filled in; no template holds them.
_MARK = re.compile("\ue000(\\w+)\ue001")
BODY, PATH = "body", "path"
_frames: dict[tuple[Any, ...], list[str]] = {}


def _mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def _parts(request: HttpRequest, template: str, names: Mapping[str, Any]) -> list[str]:
    """The frame cut at its marks: text, name, text, name, text …"""
    elder = request.COOKIES.get("elder") == "1"
    key = (template, get_language(), elder, settings.DEMO, settings.CITY_NAME)
    found = _frames.get(key)
    if found is None:
        blank = copy(request)
        blank.META = {**request.META, "QUERY_STRING": ""}
        blank.path = _mark(PATH)
        context = {name: SafeString(_mark(name)) for name in names}
        html = render(blank, template, {**context, BODY: SafeString(_mark(BODY))}).content.decode()
        found = _frames[key] = _MARK.split(html.replace(_quoted(PATH), _mark(PATH)))
    return found


def _quoted(name: str) -> str:
    """A mark as it looks within an address."""
    return "%EE%80%80" + name + "%EE%80%81"


def framed(
    request: HttpRequest, template: str, inner: str, texts: Mapping[str, str], **context: Any
) -> HttpResponse:
    """Render the ``inner`` template into the frame; ``texts`` are filled in where it names them.

    Somebody with a session gets the whole page made anew.
    """
    body = render_to_string(inner, {**texts, **context})
    if {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys():
        return render(request, template, {**texts, **context, BODY: SafeString(body)})
    values = {name: escape(text) for name, text in texts.items()}
    values |= {BODY: body, PATH: escape(request.get_full_path())}
    parts = list(_parts(request, template, texts))
    parts[1::2] = [values[name] for name in parts[1::2]]
    return HttpResponse("".join(parts))
