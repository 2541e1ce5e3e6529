# SPDX-License-Identifier: Apache-2.0
"""Addresses of the catalogue, room by room; the guides come last, as any code may be theirs."""

from __future__ import annotations

from django.urls import include, path

ROOMS = (
    "editors",
    "tables",
    "intermediaries",
    "policies",
    "situations",
    "search",
    "drafts",
    "lists",
    "exchange",
    "bundles",
    "guides",
)

app_name = "services"
urlpatterns = [path("", include(f"services.{room}.urls")) for room in ROOMS]
