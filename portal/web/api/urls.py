# SPDX-License-Identifier: Apache-2.0
"""Addresses of the API that span apps."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from portal.web.api.deadline import DeadlineView
from portal.web.api.root import RootView
from portal.web.api.sharing import ConsentedView, DataRequestViewSet
from portal.web.api.verify import VerifyView

app_name = "web_api"
router = SimpleRouter()
router.register("data-requests", DataRequestViewSet, basename="data-request")
urlpatterns = [
    *router.urls,
    path("", RootView.as_view(), name="root"),
    path("deadline/", DeadlineView.as_view(), name="deadline"),
    path("consents/<str:token>/", ConsentedView.as_view(), name="consented"),
    path("verify/<str:token>/", VerifyView.as_view(), name="verify"),
]
