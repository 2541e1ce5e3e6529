# SPDX-License-Identifier: Apache-2.0
"""Addresses of the open catalogue API."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from services.api.views import ItemViewSet

router = SimpleRouter()
router.register("items", ItemViewSet, basename="item")

app_name = "services_api"
urlpatterns = router.urls
