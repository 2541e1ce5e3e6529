# SPDX-License-Identifier: Apache-2.0
"""Addresses of the public lists."""

from __future__ import annotations

from django.urls import path

from services.lists import views

urlpatterns = [
    path("services/lists/", views.index, name="lists"),
    path("services/lists/deferral/", views.page, {"code": "deferral"}, name="deferral_list"),
    path("services/lists/deferral.csv", views.as_csv, {"code": "deferral"}, name="deferral_csv"),
    path(
        "services/lists/deferral.json",
        views.as_json,
        {"code": "deferral"},
        name="deferral_json",
    ),
    path("services/lists/<slug:code>/", views.page, name="list"),
    path("services/lists/<slug:code>.csv", views.as_csv, name="list_csv"),
    path("services/lists/<slug:code>.xlsx", views.as_xlsx, name="list_xlsx"),
    path("services/lists/<slug:code>.json", views.as_json, name="list_json"),
]
