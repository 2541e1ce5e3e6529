# SPDX-License-Identifier: Apache-2.0
"""Addresses of the provider: the toolkit's own, at its root."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
