# SPDX-License-Identifier: Apache-2.0
"""Addresses of the complaint API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from complaints.appeals.api import ComplaintViewSet

router = SimpleRouter()
router.register("complaints", ComplaintViewSet, basename="complaint")

app_name = "complaints_api"
urlpatterns = router.urls
