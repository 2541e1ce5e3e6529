# SPDX-License-Identifier: Apache-2.0
"""Addresses of the API that span apps."""

from __future__ import annotations

from django.urls import path

from portal.web.api.deadline import DeadlineView
from portal.web.api.root import RootView
from portal.web.api.verify import VerifyView

app_name = "web_api"
urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("deadline/", DeadlineView.as_view(), name="deadline"),
    path("verify/<str:token>/", VerifyView.as_view(), name="verify"),
]
