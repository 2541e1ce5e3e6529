# SPDX-License-Identifier: Apache-2.0
"""Somebody at a browser without JavaScript: opens pages over TLS, fills in their forms, presses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import lxml.html  # type: ignore[import-untyped]
import requests
from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOST = "zw.example.gov.cn"
File = tuple[str, bytes, str]


class _AtHome(HTTPAdapter):
    """Asks this machine for the host, and believes the host's certificate only."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, assert_hostname=HOST, server_hostname=HOST, **kwargs)


class Visitor:
    """One visitor with his cookies. ``page`` is what he sees."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.address = f"https://127.0.0.1:{port}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.mount("https://", _AtHome())
        self.session.verify = str(certificate)
        self.session.headers["Host"] = HOST
        self.answer = requests.Response()
        self.page: Any = None

    def open(self, path: str) -> requests.Response:
        """Open a page; raises AssertionError unless it is shown."""
        return self._see(self.session.get(self.address + path, timeout=60))

    def press(
        self,
        *,
        values: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
        action: str = "",
        refused: bool = False,
    ) -> requests.Response:
        """Fill in the form that goes to an address, and send it; what is typed already stays."""
        form = self._form(action)
        typed = dict(form.form_values()) | dict(values or {})
        to = action or form.get("action") or self.path
        sent = self.session.post(
            self.address + to,
            data=typed,
            files=dict(files or {}) or None,
            headers={"Referer": f"https://{HOST}{self.path}"},
            timeout=60,
        )
        return self._see(sent, refused=refused)

    @property
    def path(self) -> str:
        """Return where the visitor is."""
        return str(self.answer.request.path_url)

    @property
    def text(self) -> str:
        """Return the words of the page."""
        return re.sub(r"\s+", " ", self.page.text_content())

    def _form(self, action: str) -> Any:
        forms = [one for one in self.page.forms if one.get("method", "").lower() == "post"]
        for form in forms:
            sends = {form.get("action") or "", *form.xpath(".//button/@formaction")}
            if action in sends:
                return form
        own = [one for one in forms if "/logout/" not in (one.get("action") or "")]
        own = [one for one in own if not one.get("action") or one.get("action") == self.path]
        assert own, f"no form for {action or self.path} on {self.path}"
        return own[0]

    def _see(self, answer: requests.Response, *, refused: bool = False) -> requests.Response:
        self.answer, self.page = answer, lxml.html.fromstring(answer.text or "<p>-</p>")
        wanted = answer.status_code == (400 if refused else 200)
        assert wanted, f"{self.path}: {answer.status_code} {self.text[:1500]}"
        return answer
