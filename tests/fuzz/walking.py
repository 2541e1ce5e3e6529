# SPDX-License-Identifier: Apache-2.0
"""One walk over all routes: a page is opened, one of its forms is filled in wrongly and sent."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import lxml.html  # type: ignore[import-untyped]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from portal.web.docs import routes
from tests import city as cities
from tests.fuzz import values
from tests.web.idor_rows import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from portal.kernel.accounts.models import User

BACKEND = "portal.kernel.backends.LowerCaseBackend"
#: Who works where; the first that fits.
HOMES = (
    ("editor/", "xie"), ("supervision/", "liu"), ("complaints/desk/", "liu"), ("credit/desk/", "liu"),
    ("counter/", "wang"), ("review/", "li"), ("staff/", "li"), ("cards/", "li"), ("account/", "alice"),
    ("apply/", "alice"), ("cases/", "alice"), ("licences/", "alice"), ("inbox/", "alice"), ("credit/", "alice"),
    ("complaints/", "alice"), ("intermediaries/", "alice"), ("services/", "alice"),
)  # fmt: skip
#: Where the forms lead that stand on every page.
EVERYWHERE = frozenset({"/logout/", "/services/"})
#: The seed of the order in which routes are asked.
ORDER = 2026
#: Says 503 while no sweep ran, which is its task.

LEFT_OUT = frozenset({"web:readyz"})
_PART = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
VERBS = (
    "accept", "check", "transfer", "claim", "pass", "extend", "release", "grant", "refuse", "issue", "deliver",
    "open", "publish", "withdraw", "close", "answer", "handle", "dispatch", "redo", "appeal", "supply", "up", "down",
    "hide", "closure", "end", "correct", "reveal", "suspend", "resume", "procedure", "hearing", "establish",
)  # fmt: skip
QUERY = (
    "page",
    "q",
    "search",
    "ordering",
    "next",
    "status",
    "state",
    "day",
    "from",
    "to",
    "lang",
    "organ",
    "kind",
)
FILES = (
    (b"", "empty.pdf", "application/pdf"),
    (b"%PDF-1.7\n%%EOF", "broken.pdf", "application/pdf"),
    (cities.PDF, "good.pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "broken.png", "image/png"),
    (b"PK\x03\x04" + b"\x00" * 60, "broken.xlsx", "application/zip"),
    (b"[" * 5000, "deep.json", "application/json"),
    ("编码,名称\n=1+1,甲\x00".encode(), "表\u202efdp.csv", "text/csv"),
)


@dataclass
class Walk:
    """What was asked by whom, what came of it, and what should not have.

    All pairs of a person and a route have one order; a walk begins at ``begin``, so that many
    walks come by all of them.
    """

    random: Random
    cast: Mapping[str, User | None]
    facts: Mapping[str, Any]
    begin: int
    requests: int = 0
    is_at_home: bool = False
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = {row.name: row for row in OBJECTS}
        self.routes = sorted(one for one in set(routes()) if one[1] not in LEFT_OUT)
        self.clients = {who: _client(user) for who, user in self.cast.items()}
        pairs = [(who, route) for who in sorted(self.cast) for route in self.routes]
        Random(ORDER).shuffle(pairs)
        self.pairs = cycle([*pairs[self.begin % len(pairs) :], *pairs[: self.begin % len(pairs)]])

    # -- Where, and as whom ---------------------------------------------------------------------

    def step(self) -> None:
        """Open the next address as the next person, and send something to it."""
        who, (path, name) = next(self.pairs)
        row = self.rows.get(name)
        self.is_at_home = self.random.random() < 0.6
        if self.is_at_home:
            who = row.rightful if row else _at_home(path) or who
        filled = _PART.sub(lambda part: self._filled(part, name), path)
        address = f"/{filled}".replace("^", "").replace("$", "")
        answer = self._ask(who, "GET", address + self._query())
        if answer is not None and (answer.status_code == 200 or self.random.random() < 0.4):
            self._send(who, address, answer)

    def _filled(self, part: re.Match[str], name: str) -> str:
        key = part[2] or part[3]
        draw = self.random.random()
        row = self.rows.get(name)
        if row and key in row.kwargs and (self.is_at_home or draw < 0.75):
            return str(self.facts[row.kwargs[key]])
        if key == "verb" and draw < 0.95:
            return self.random.choice(VERBS)
        if key == "code" and draw < 0.9:
            return str(self.facts[self.random.choice(("code", "intermediary", "policy"))])
        if part[1] == "int":
            return self.random.choice(
                ("0", "1", "2", "999999999", "2147483648", "9" * 18, "9" * 40)
            )
        if key in self.facts and draw < 0.9:
            return str(self.facts[key])
        return quote(values.odd_part(self.random), safe="")

    def _query(self) -> str:
        if self.random.random() < 0.6:
            return ""
        names = self.random.sample(QUERY, self.random.randint(1, 3))
        told = {name: values.odd_part(self.random) for name in names}
        return "?" + urlencode(told, errors="replace")

    # -- What is sent --------------------------------------------------------------------------

    def _send(self, who: str, address: str, page: HttpResponse) -> None:
        forms = _forms(page)
        own = [one for one in forms if one[1] not in EVERYWHERE]
        forms = own if own and self.random.random() < 0.95 else forms
        if forms and self.random.random() < 0.85:
            method, action, told, files = self.random.choice(forms)
            address = action or address
        else:
            method, told, files = "POST", {name: [""] for name in ("act", "reason", "text")}, []
        sent = self._bent(told)
        sent |= {name: self._file() for name in files if self.random.random() < 0.8}
        if method == "GET":
            flat = [
                (key, one) for key, many in sent.items() for one in many if isinstance(one, str)
            ]
            told_in_address = urlencode([(key, one[:300]) for key, one in flat], errors="replace")
            self._ask(who, "GET", f"{address.partition('?')[0]}?{told_in_address}")
        elif self.random.random() < 0.93:
            self._ask(who, "POST", address, sent)
        else:
            self._ask_raw(who, address)

    def _bent(self, told: Mapping[str, list[str]]) -> dict[str, Any]:
        """Return what a form holds with one, some or all of its inputs wrong."""
        share = self.random.choice((0.0, 0.05, 0.1, 0.3, 1.0))
        sent: dict[str, Any] = {}
        for name, known in told.items():
            draw = self.random.random()
            if draw > share:
                sent[name] = known
            elif draw < share * 0.9:
                sent[name] = [
                    values.odd(self.random) for _n in range(self.random.choice((1, 1, 1, 3)))
                ]
        if self.random.random() < 0.1:
            sent[
                self.random.choice(("state", "id", "revision", "is_staff", "handler", "甲\x00"))
            ] = ["1"]
        return sent

    def _file(self) -> list[Any]:
        content, name, kind = self.random.choice(FILES)
        return [SimpleUploadedFile(name, content, kind)]

    def _ask_raw(self, who: str, address: str) -> None:
        body, kind = self.random.choice(
            (
                (b"\xff\xfe=%ff&a=%ff%fe", "application/x-www-form-urlencoded"),
                (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
                (b"", "multipart/form-data"),
                (b"{", "application/json"),
                (b"a=1", "text/plain; charset=no-such"),
                (b"&".join(b"f%d=1" % n for n in range(3000)), "application/x-www-form-urlencoded"),
            )
        )
        method = self.random.choice(("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE"))
        self._ask(who, method, address, body, kind)

    def _ask(self, who: str, method: str, address: str, sent: Any = None, kind: str = "") -> Any:
        """Ask once; what fails is undone, so that the walk goes on."""
        self.requests += 1
        client = self.clients[who]
        client.defaults["REMOTE_ADDR"] = (
            f"10.{self.requests >> 16}.{self.requests >> 8 & 255}.{self.requests & 255}"
        )
        try:
            with transaction.atomic():
                if kind:
                    answer = client.generic(method, address, sent, content_type=kind)
                elif method == "POST":
                    answer = client.post(address, sent)
                else:
                    answer = client.get(address)
                if answer.status_code >= 500:
                    transaction.set_rollback(True)
        except Exception:  # noqa: BLE001 - whatever it is, the page would be a 500
            told = traceback.format_exc(limit=-6)
            self.faults.append(f"{who} {method} {address[:200]} {str(sent)[:600]}\n{told}")
            return None
        self._judge(who, method, address, sent, answer)
        return answer

    def _judge(self, who: str, method: str, address: str, sent: Any, answer: Any) -> None:
        self.statuses[answer.status_code] += 1
        asked = f"{who} {method} {address[:200]} {str(sent)[:600]}"
        if answer.status_code >= 500:
            error = getattr(answer, "exc_info", None)
            told = "".join(traceback.format_exception(*error, limit=-6)) if error else ""
            self.faults.append(f"{answer.status_code}: {asked}\n{told}")
        if "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            body = answer.content.decode("utf-8", "replace")
            self.faults += [f"alive: {sign} {asked}" for sign in values.ALIVE if sign in body]
        if "told" in answer.cookies:
            self.faults.append(f"a header was written: {asked}")
        user = self.cast[who]
        if user is not None and "/login/" in answer.get("Location", ""):
            # Signed out, or the password was changed on the way.
            user.refresh_from_db()
            self.clients[who] = _client(user)


def _at_home(path: str) -> str:
    """Return who works at an address that leads to nobody's own thing."""
    return next((who for head, who in HOMES if path.startswith(head)), "")


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, BACKEND)
    return client


def _forms(page: HttpResponse) -> list[tuple[str, str, dict[str, list[str]], list[str]]]:
    """Return the forms of a page: method, address, what they hold, names of their files."""
    if (
        "text/html" not in page.get("Content-Type", "")
        or page.streaming
        or not page.content.strip()
    ):
        return []
    found = []
    for form in lxml.html.fromstring(page.content.decode("utf-8", "replace")).forms:
        action = (form.get("action") or "").partition("#")[0]
        told: dict[str, list[str]] = {}
        for one in form.iterdescendants("input", "select", "textarea", "button"):
            name = one.get("name")
            if name and name != "csrfmiddlewaretoken" and one.get("type") != "file":
                told.setdefault(name, [])
        for name, value in form.form_values():
            if name in told:
                told[name].append(value)
        files = [
            one.get("name") for one in form.iterdescendants("input") if one.get("type") == "file"
        ]
        if action.startswith("/") or not action:
            found.append((form.method.upper(), action, told, [name for name in files if name]))
    return found
