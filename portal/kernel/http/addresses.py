# SPDX-License-Identifier: Apache-2.0
"""The network address of a visitor as a proxy writes it. Pure."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address

#: ``192.0.2.1:8080`` and ``[2001:db8::1]:8080``: some proxies add the port.
_WITH_PORT = re.compile(r"(?P<four>[0-9.]+):[0-9]{1,5}|\[(?P<six>[^\]]+)\](?::[0-9]{1,5})?")


def plain(text: str) -> str | None:
    """Return an address in the one spelling that databases keep, without port and zone; else None.

    IPv4 inside IPv6 (``::ffff:192.0.2.1``) is the IPv4 address: one visitor has one address.
    """
    text = text.strip().strip('"')
    if found := _WITH_PORT.fullmatch(text):
        text = found["four"] or found["six"]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address)
