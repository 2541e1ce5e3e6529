# SPDX-License-Identifier: Apache-2.0
"""Addresses of what all editors' desks share."""

from __future__ import annotations

from django.urls import path

from services.editors import desk

urlpatterns = [
    path("editor/edits/", desk.edits, name="edits"),
    path("editor/edits/<int:pk>/undo/", desk.undo_edit, name="edit_undo"),
]
