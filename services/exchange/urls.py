# SPDX-License-Identifier: Apache-2.0
"""Addresses of imports and exports."""

from __future__ import annotations

from django.urls import path

from services.exchange import views

urlpatterns = [
    path("editor/import/", views.import_sheets, name="import_sheets"),
    path("editor/import/template.xlsx", views.template, name="import_template"),
    path("editor/import/<str:token>/", views.import_run, name="import_run"),
    path("editor/import/<str:token>/take-in/", views.import_take_in, name="import_take_in"),
    path("editor/export/catalogue.xlsx", views.export_xlsx, name="export_xlsx"),
    path("editor/export/catalogue.json", views.export_json, name="export_json"),
]
