# SPDX-License-Identifier: Apache-2.0
"""Addresses of the editors' pages, the histories and the public lists."""

from __future__ import annotations

from django.urls import path

from services.views import (
    approving,
    drafts,
    editor,
    following,
    list_files,
    lists,
    offerings,
    reviewing,
)

urlpatterns = [
    path("editor/", editor.desk, name="editor_desk"),
    path("editor/approve/", approving.approve_many, name="editor_approve_many"),
    path("editor/new/", editor.new_item, name="editor_new"),
    path("editor/offerings/", offerings.offerings, name="editor_offerings"),
    path("editor/offerings/<str:code>/", offerings.offering, name="editor_offering"),
    path(
        "editor/offerings/<str:code>/<slug:verb>/",
        offerings.offering_act,
        name="editor_offering_act",
    ),
    path("editor/drafts/<int:pk>/", drafts.draft, name="editor_draft"),
    path("editor/drafts/<int:pk>/review/", reviewing.review, name="editor_review"),
    path("services/lists/", lists.index, name="lists"),
    path("services/lists/deferral/", lists.page, {"code": "deferral"}, name="deferral_list"),
    path(
        "services/lists/deferral.csv", list_files.as_csv, {"code": "deferral"}, name="deferral_csv"
    ),
    path(
        "services/lists/deferral.json",
        list_files.as_json,
        {"code": "deferral"},
        name="deferral_json",
    ),
    path("services/lists/<slug:code>/", lists.page, name="list"),
    path("services/lists/<slug:code>.csv", list_files.as_csv, name="list_csv"),
    path("services/lists/<slug:code>.xlsx", list_files.as_xlsx, name="list_xlsx"),
    path("services/lists/<slug:code>.json", list_files.as_json, name="list_json"),
    path("services/<str:code>/history/", following.history, name="history"),
    path("services/<str:code>/follow/", following.follow, name="follow"),
]
