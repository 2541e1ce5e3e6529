# SPDX-License-Identifier: Apache-2.0
"""Addresses of policies."""

from __future__ import annotations

from django.urls import path

from services.policies import desk, views

urlpatterns = [
    path("editor/policies/new/", desk.add, name="policy_add"),
    path("editor/policies/<slug:code>/edit/", desk.edit, name="policy_edit"),
    path("editor/policies/<slug:code>/close/", desk.close, name="policy_close"),
    path("policies/", views.index, name="policies"),
    path("policies/<slug:code>/", views.policy, name="policy"),
    path("editor/policies/", desk.desk, name="policy_desk"),
    path("editor/policies/<slug:code>/", desk.evaluate, name="policy_evaluate"),
]
