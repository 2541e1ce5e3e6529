# SPDX-License-Identifier: Apache-2.0
"""For which domain passkeys are made. Pure."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit


def domain_of(base_url: str, wanted: str = "") -> str:
    """Return the domain to which passkeys are bound (the RP ID of WebAuthn); "" where there can be none.

    It is the host of the portal, or a domain above it that the city wants, so that passkeys outlive
    another host name. An IP address can be none. Raises ValueError for a domain that is not above.
    """
    host = urlsplit(base_url).hostname or ""
    with suppress(ValueError):
        ip_address(host)
        host = ""
    if not wanted or not host:
        return host
    if wanted != host and not (host.endswith(f".{wanted}") and "." in wanted):
        raise ValueError(f"{wanted} is not the host of BASE_URL or a domain above it")
    return wanted


def origin_of(base_url: str) -> str:
    """Return scheme, host and port of the portal: from no other page a passkey may answer."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"
