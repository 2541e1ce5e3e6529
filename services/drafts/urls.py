# SPDX-License-Identifier: Apache-2.0
"""Addresses of drafts and offerings."""

from __future__ import annotations

from django.urls import path

from services.drafts import views_review, views_writing

urlpatterns = [
    path("editor/", views_writing.desk, name="editor_desk"),
    path("editor/approve/", views_review.approve_many, name="editor_approve_many"),
    path("editor/new/", views_writing.new_item, name="editor_new"),
    path("editor/offerings/", views_review.offerings, name="editor_offerings"),
    path("editor/offerings/<str:code>/", views_review.offering, name="editor_offering"),
    path(
        "editor/offerings/<str:code>/<slug:verb>/",
        views_review.offering_act,
        name="editor_offering_act",
    ),
    path("editor/drafts/<int:pk>/", views_writing.draft, name="editor_draft"),
    path("editor/drafts/<int:pk>/review/", views_review.review, name="editor_review"),
]
