# SPDX-License-Identifier: Apache-2.0
"""Addresses of the open catalogue API."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from services.api.linked import LinkedCatalogue, LinkedItem
from services.api.views import ItemViewSet

router = SimpleRouter()
router.register("items", ItemViewSet, basename="item")

app_name = "services_api"
urlpatterns = [
    path("catalogue.jsonld", LinkedCatalogue.as_view(), name="catalogue_linked"),
    path("items/<str:code>.jsonld", LinkedItem.as_view(), name="item_linked"),
    *router.urls,
]
