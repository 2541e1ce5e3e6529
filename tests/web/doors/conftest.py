# SPDX-License-Identifier: Apache-2.0
"""A provider in its own process, and a browser that goes there and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import LazySettings, settings
from django.test import Client

from portal.kernel.providers import asking
from portal.kernel.providers.rules import providers_of
from tests import provider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

BEGIN, BACK = "/login/with/nation/", "/login/with/nation/back/"
NAME, NUMBER, PHONE = "杨秀英", "512002197603150021", "13800132046"
DOOR: dict[str, Any] = {
    "name": "国家身份认证", "client_id": provider.CLIENT, "client_secret": provider.SECRET,
    "level": "identity", "claims": {"id_number": "idcard"}, "scopes": "openid profile",
}  # fmt: skip


@pytest.fixture(scope="package")
def standing_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[provider.Running]:
    """Yield the one provider of these tests."""
    back = f"{settings.PUBLIC_URL}{BACK}"
    with provider.standing(tmp_path_factory.mktemp("provider"), back) as one:
        yield one


@dataclass
class Visitor:
    """A browser at the portal, and the provider that it goes to."""

    there: provider.Running
    settings: LazySettings
    browser: Client = field(default_factory=Client)

    def connect(self, **changed: Any) -> None:
        """Connect the provider to the portal, with something else than usual."""
        row = {**DOOR, "issuer": self.there.issuer, **changed}
        self.settings.IDENTITY_PROVIDERS = providers_of({"nation": row}, may_be_local=True)

    def begin(self, target: str = "") -> Any:
        """Press the button at the portal; returns its answer."""
        return self.browser.post(BEGIN, {"next": target})

    def sent_to(self, answer: HttpResponse) -> str:
        """Return where a page leads the browser."""
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
        assert found, answer.content.decode()
        return unescape(found[1])

    def brought_back(self, target: str = "") -> str:
        """Begin and go through the provider; returns where it leads back to, of the portal."""
        back = self.there.visit(self.sent_to(self.begin(target)))
        assert back.startswith(f"{settings.PUBLIC_URL}{BACK}"), back
        return back.removeprefix(settings.PUBLIC_URL)

    def come(self, target: str = "") -> Any:
        """Go all the way; returns the portal's last answer."""
        return self.browser.get(self.brought_back(target))

    @property
    def user(self) -> str | None:
        """The key of who is signed in."""
        return self.browser.session.get("_auth_user_id")


@pytest.fixture
def visitor(
    standing_provider: provider.Running, settings: LazySettings, db: None
) -> Iterator[Visitor]:
    """Yield a visitor whom the provider knows well."""
    asking._asleep.clear()
    standing_provider.knows("subject-1", name=NAME, idcard=NUMBER)
    one = Visitor(standing_provider, settings)
    one.connect()
    yield one
    asking._asleep.clear()


def query_of(address: str) -> dict[str, str]:
    """Return what stands in the query of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
