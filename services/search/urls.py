# SPDX-License-Identifier: Apache-2.0
"""Addresses of search and its words."""

from __future__ import annotations

from django.urls import path

from services.search import desk, views

urlpatterns = [
    path("editor/words/", desk.desk, name="words"),
    path("editor/words/teach/", desk.teach, name="word_teach"),
    path("editor/words/dismiss/", desk.dismiss, name="word_dismiss"),
    path("editor/words/<int:pk>/", desk.edit, name="word_edit"),
    path("services/", views.index, name="index"),
    path("services/suggest/", views.suggest, name="suggest"),
]
