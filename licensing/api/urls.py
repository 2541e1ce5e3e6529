# SPDX-License-Identifier: Apache-2.0
"""Addresses of the case API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from licensing.cases.api import CaseViewSet

router = SimpleRouter()
router.register("cases", CaseViewSet, basename="case")

app_name = "licensing_api"
urlpatterns = router.urls
