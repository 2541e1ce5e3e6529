# SPDX-License-Identifier: Apache-2.0
"""What every list and every act of the API has alike: pages, order, changes since, retries."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import PageNumberPagination

from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

#: The header by which a retried POST is known, and the letters that there is room for.
KEY_HEADER, KEY_LETTERS = "Idempotency-Key", 80


class Pages(PageNumberPagination):
    """Pages from 1; past the last one the answer is 404."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


class Ordering(BaseFilterBackend):
    """``ordering=-received_on,number``: the view's ``orderings`` name what there is.

    They map a public name to a column. Equal rows follow by their keys, so that pages never overlap.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Return the rows in the order that was asked for; raises Invalid for an unknown name."""
        known = getattr(view, "orderings", {})
        names = [name for name in request.query_params.get("ordering", "").split(",") if name]
        wanted = []
        for name in names:
            column = known.get(name.removeprefix("-"))
            if column is None:
                told = _("只能按%(names)s排列。") % {"names": "、".join(known)}
                raise Invalid("ordering", told, "ordering")
            wanted.append(F(column).desc(nulls_last=True) if name[0] == "-" else F(column).asc())
        return queryset.order_by(*wanted, "pk") if wanted else queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe the parameter."""
        names = "、".join(getattr(view, "orderings", {}))
        return [_parameter("ordering", f"排列：{names}；前面加“-”为倒序，可写几个，用逗号隔开")]


def _parameter(name: str, description: str, **schema: str) -> dict[str, Any]:
    told = {"type": "string", **schema}
    return {"name": name, "in": "query", "required": False, "schema": told,
            "description": description}  # fmt: skip


def modified_at() -> Subquery:
    """Return when the last act on a row with a subject was written down."""
    acts = Event.objects.filter(subject=OuterRef("subject_id")).order_by("-seq")
    return Subquery(acts.values("recorded_at")[:1], output_field=DateTimeField(null=True))


class ModifiedSince(BaseFilterBackend):
    """``modified_since=2026-11-30T08:00:00+08:00``: rows that an act changed at that time or later.

    By the column that the view's ``modified`` names, else by the events of the row's subject. An
    event bears the time at which it was written; who asks again and again lets the times overlap
    by a minute, as an act may have been under way.
    """

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Return the rows changed since; raises Invalid for what is no time."""
        asked = request.query_params.get("modified_since", "")
        if not asked:
            return queryset
        since = _moment(asked)
        if since is None:
            told = _("请写时间，例如 2026-03-02T08:00:00+08:00。")
            raise Invalid("modified_since", told, "modified_since")
        if column := getattr(view, "modified", ""):
            return queryset.filter(**{f"{column}__gte": since})
        acts = Event.objects.filter(subject=OuterRef("subject_id"), recorded_at__gte=since)
        return queryset.filter(Exists(acts))

    def get_schema_operation_parameters(self, _view: Any) -> list[dict[str, Any]]:
        """Describe the parameter."""
        told = "只列这个时间或以后有变化的；连续取数时请与上一次重叠一分钟"
        return [_parameter("modified_since", told, format="date-time")]


def _moment(text: str) -> datetime | None:
    """Return a time in the city's zone unless it names another; a day begins at midnight.

    In UTC: the database knows no zone that is 16 hours and more away.
    """
    text = text.strip().replace(" ", "+")  # an unescaped "+" arrives as a space
    try:
        moment = parse_datetime(text)
        day = None if moment is not None else parse_date(text)
        if day is not None:
            moment = datetime.combine(day, time.min)
        if moment is not None and timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return moment and moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def key_of(request: Request) -> str:
    """Return the key by which a retry of this act is known, empty without one; raises Invalid."""
    key = request.headers.get(KEY_HEADER, "").strip()
    if len(key) > KEY_LETTERS or not key.isprintable():
        told = _("Idempotency-Key 最多%(most)d个可见字符。") % {"most": KEY_LETTERS}
        raise Invalid("idempotency_key", told, KEY_HEADER)
    return key
