# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import RequestFactory

from portal.config import metrics


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", "right-token"])
def test_without_the_token_there_is_no_such_page(settings: LazySettings, header: str) -> None:
    settings.METRICS_TOKEN = "" if header == "right-token" else "right-token"
    with pytest.raises(Http404):
        metrics.export(RequestFactory().get("/metrics", HTTP_AUTHORIZATION=header))


def test_with_the_token_figures_are_given(settings: LazySettings) -> None:
    settings.METRICS_TOKEN = "right-token"
    request = RequestFactory().get("/metrics", HTTP_AUTHORIZATION="Bearer right-token")
    assert b"python_info" in metrics.export(request).content
