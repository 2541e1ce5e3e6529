# SPDX-License-Identifier: Apache-2.0
"""How the API says no: one shape for every error, whoever met it first (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from portal.kernel.errors import PortalError

MEDIA_TYPE = "application/problem+json"
#: Addresses below which every error is such a problem.
ROOT = "/api/"
#: Before a code of ours it names the type of a problem; a plain status has ``about:blank``.
TYPE = "urn:problem-type:yichuang:"

TITLES: dict[int, StrOrPromise] = {
    HTTPStatus.BAD_REQUEST: _("请求的内容有误"),
    HTTPStatus.UNAUTHORIZED: _("请先登录"),
    HTTPStatus.FORBIDDEN: _("没有权限"),
    HTTPStatus.NOT_FOUND: _("没有找到"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("这个地址不支持这种请求方式"),
    HTTPStatus.NOT_ACCEPTABLE: _("不提供这种格式"),
    HTTPStatus.CONFLICT: _("现在不能这样做"),
    HTTPStatus.PRECONDITION_FAILED: _("内容已有变化"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("请求的内容太大"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("不接收这种格式"),
    HTTPStatus.TOO_MANY_REQUESTS: _("请求太频繁，请稍后再试"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("系统忙，没有办成"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("系统暂时不能办理"),
}


def is_api(request: HttpRequest) -> bool:
    """Tell whether a program asks, which reads no pages."""
    return request.path_info.startswith(ROOT)


def problem(
    request: HttpRequest,
    status: int,
    detail: StrOrPromise = "",
    *,
    code: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return an error as the API tells it.

    ``code`` is the machine's word for it (empty: nothing but its status is known). ``errors``
    names each wrong input as ``field``, ``code`` and ``message``.
    """
    title = str(TITLES.get(status) or HTTPStatus(status).phrase)
    body: dict[str, Any] = {
        "type": f"{TYPE}{code}" if code else "about:blank",
        "title": title,
        "status": status,
        "detail": str(detail) or title,
        "instance": request.path,
    }
    if code:
        body["code"] = code
    if errors:
        body["errors"] = list(errors)
    return JsonResponse(
        body,
        status=status,
        headers=dict(headers or {}),
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def of_error(request: HttpRequest, error: PortalError) -> HttpResponse:
    """Return a refusal of an act with its code, its sentence and each wrong input."""
    found = error.problems if isinstance(error, Invalid) else []
    return problem(
        request,
        error.status,
        error.message,
        code=error.code,
        errors=[
            {"field": one.field, "code": one.code, "message": str(one.message)} for one in found
        ],
        headers={"Retry-After": str(error.wait)} if error.wait else {},
    )
