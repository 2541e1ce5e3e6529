# SPDX-License-Identifier: Apache-2.0
"""Addresses of credit."""

from __future__ import annotations

from django.urls import path

from credit.views import public, staff

app_name = "credit"
urlpatterns = [
    path("credit/", public.mine, name="mine"),
    path("credit/rules/", public.rules, name="rules"),
    path("credit/determinations/<int:pk>/statement/", public.statement, name="statement"),
    path("credit/records/<int:pk>/repair/", public.repair, name="repair"),
    path("credit/desk/", staff.determinations, name="determinations"),
    path("credit/desk/determinations/<int:pk>/", staff.determination, name="determination"),
    path("credit/desk/repairs/<int:pk>/", staff.repair_decision, name="repair_decision"),
]
