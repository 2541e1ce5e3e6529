# SPDX-License-Identifier: Apache-2.0
"""Addresses of credit."""

from __future__ import annotations

from django.urls import path

from credit.pages import desk as pages_desk
from credit.pages import mine as pages_mine

app_name = "credit"
urlpatterns = [
    path("credit/", pages_mine.mine, name="mine"),
    path("credit/rules/", pages_mine.rules, name="rules"),
    path("credit/determinations/<int:pk>/statement/", pages_mine.statement, name="statement"),
    path("credit/records/<int:pk>/repair/", pages_mine.repair, name="repair"),
    path("credit/desk/", pages_desk.determinations, name="determinations"),
    path("credit/desk/determinations/<int:pk>/", pages_desk.determination, name="determination"),
    path("credit/desk/repairs/<int:pk>/", pages_desk.repair_decision, name="repair_decision"),
]
