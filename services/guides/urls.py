# SPDX-License-Identifier: Apache-2.0
"""Addresses of guides."""

from __future__ import annotations

from django.urls import path

from services.guides import situation, views

urlpatterns = [
    path("services/<str:code>/situation/", situation.situation, name="situation"),
    path("services/<str:code>/nearest/", views.nearest_place, name="nearest"),
    path("services/<str:code>/counter-sheet/", views.counter_sheet, name="counter_sheet"),
    path("services/<str:code>/history/", views.history, name="history"),
    path("services/<str:code>/follow/", views.follow, name="follow"),
    path("services/<str:code>/", views.guide, name="guide"),
    path("services/<str:code>/checklist/", views.checklist, name="checklist"),
    path("services/<str:code>/samples/<int:position>/", views.sample, name="sample"),
]
