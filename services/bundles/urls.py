# SPDX-License-Identifier: Apache-2.0
"""Addresses of bundles."""

from __future__ import annotations

from django.urls import path

from services.bundles import views

urlpatterns = [
    path("services/bundles/<slug:code>/", views.bundle, name="bundle"),
]
