# SPDX-License-Identifier: Apache-2.0
"""Addresses of the situations' desk."""

from __future__ import annotations

from django.urls import path

from services.situations import desk

urlpatterns = [
    path("editor/situations/", desk.desk, name="situation_desk"),
    path("editor/situations/<str:code>/", desk.edit, name="situation_edit"),
    path("editor/situations/<str:code>/try/", desk.try_out, name="situation_try"),
    path("editor/situations/<str:code>/publish/", desk.publish, name="situation_publish"),
]
