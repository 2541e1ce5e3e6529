# SPDX-License-Identifier: Apache-2.0
"""Addresses of the editors' pages, the histories and the public lists."""

from __future__ import annotations

from django.urls import path

from services.drafts import views_review, views_writing
from services.guides import views as guides_views
from services.lists import views as lists_views

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
    path("services/lists/", lists_views.index, name="lists"),
    path("services/lists/deferral/", lists_views.page, {"code": "deferral"}, name="deferral_list"),
    path(
        "services/lists/deferral.csv", lists_views.as_csv, {"code": "deferral"}, name="deferral_csv"
    ),
    path(
        "services/lists/deferral.json",
        lists_views.as_json,
        {"code": "deferral"},
        name="deferral_json",
    ),
    path("services/lists/<slug:code>/", lists_views.page, name="list"),
    path("services/lists/<slug:code>.csv", lists_views.as_csv, name="list_csv"),
    path("services/lists/<slug:code>.xlsx", lists_views.as_xlsx, name="list_xlsx"),
    path("services/lists/<slug:code>.json", lists_views.as_json, name="list_json"),
    path("services/<str:code>/history/", guides_views.history, name="history"),
    path("services/<str:code>/follow/", guides_views.follow, name="follow"),
]
