# SPDX-License-Identifier: Apache-2.0
"""Addresses of application forms."""

from __future__ import annotations

from django.urls import path

from services.tables import desk

urlpatterns = [
    path("editor/forms/", desk.desk, name="form_desk"),
    path("editor/forms/<str:code>/", desk.form, name="form_edit"),
    path("editor/forms/<str:code>/add/", desk.add, name="form_field_add"),
    path("editor/forms/<str:code>/share/", desk.share, name="form_field_share"),
    path("editor/forms/<str:code>/<slug:field>/edit/", desk.edit, name="form_field_edit"),
    path("editor/forms/<str:code>/<slug:field>/<slug:verb>/", desk.act, name="form_field_act"),
    path("services/bundles/<slug:code>/form/", desk.bundle_form, name="bundle_form"),
]
