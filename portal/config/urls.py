# SPDX-License-Identifier: Apache-2.0
"""Every app's addresses. Each app owns its own prefixes; here they only meet."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView
from oauth2_provider.views import RevokeTokenView, TokenView

from portal.config import metrics
from portal.kernel.http.limits import limited

PAGES = ("portal.web", "services", "credit", "licensing", "complaints")
# an app without an API has no such module
APIS = [app for app in PAGES if find_spec(f"{app}.api") and find_spec(f"{app}.api.urls")]

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"{app}.urls")) for app in PAGES),
    *(path("api/v1/", include(f"{app}.api.urls")) for app in APIS),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("oauth/token/", limited("token", 60, 60)(TokenView.as_view()), name="token"),
    path("oauth/revoke/", RevokeTokenView.as_view(), name="token_revoke"),
    path("admin/", admin.site.urls),
    path("metrics", metrics.export, name="metrics"),
]

handler400 = "portal.web.views.refusals.bad_request"
handler403 = "portal.web.views.refusals.permission_denied"
handler404 = "portal.web.views.refusals.not_found"
handler500 = "portal.web.views.refusals.server_error"
