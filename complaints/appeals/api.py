# SPDX-License-Identifier: Apache-2.0
"""Complaints over the API: list and follow one's own, file a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from complaints.appeals.filing import MOST_TEXT, MOST_TITLE, file_complaint
from complaints.appeals.models import AppealKind, Complaint
from complaints.appeals.queries import at_work, own
from complaints.appeals.states import ComplaintState
from licensing.cases.queries import visible_to
from portal.kernel import clock
from portal.kernel.http.access import user_of
from portal.kernel.http.limits import address_of
from portal.kernel.http.rest import key_of, modified_at

# -- What the API takes and tells of a complaint -----------------------------------------------


class ComplaintSerializer(serializers.ModelSerializer[Complaint]):
    """A complaint as its owner or its handler sees it."""

    organ = serializers.CharField(source="organ.name", read_only=True, allow_null=True)
    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)
    modified_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Complaint
        fields = (
            "number", "kind", "kind_label", "title", "state", "state_label", "organ", "filed_at",
            "answer", "answered_at", "modified_at",
        )  # fmt: skip
        read_only_fields = fields


class ComplaintFilter(django_filters.FilterSet):
    """By what it is and by its state."""

    kind = django_filters.ChoiceFilter(choices=AppealKind.choices)
    state = django_filters.ChoiceFilter(choices=ComplaintState.choices)

    class Meta:
        model = Complaint
        fields = ("kind", "state")


class NewComplaintSerializer(serializers.Serializer[Any]):
    """What a complainant sends; how long the texts may be is judged by the act, as for pages."""

    kind = serializers.ChoiceField(choices=AppealKind.choices)
    title = serializers.CharField(help_text=f"最多{MOST_TITLE}个字")
    text = serializers.CharField(help_text=f"最多{MOST_TEXT}个字")
    case = serializers.CharField(required=False, allow_blank=True, help_text="办件编号")
    contact_name = serializers.CharField(required=False, allow_blank=True)
    contact_phone = serializers.CharField(required=False, allow_blank=True)


if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request

    Base = GenericViewSet[Complaint]
else:
    Base = GenericViewSet


@extend_schema_view(
    list=extend_schema(summary="我反映的，或者我办理的", tags=["complaints"]),
    retrieve=extend_schema(
        summary="一件诉求",
        tags=["complaints"],
        parameters=[OpenApiParameter("number", str, OpenApiParameter.PATH, description="诉求编号")],
    ),
)
class ComplaintViewSet(ListModelMixin, RetrieveModelMixin, Base):
    """Complaints in one's own scope; a foreign number answers 404."""

    serializer_class = ComplaintSerializer
    filterset_class = ComplaintFilter
    search_fields = ("number", "title")
    orderings: ClassVar = {
        "number": "number", "filed_at": "filed_at", "answered_at": "answered_at",
        "modified_at": "modified_at",
    }  # fmt: skip
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z-]+"
    queryset = Complaint.objects.none()

    def get_queryset(self) -> QuerySet[Complaint]:
        if getattr(self, "swagger_fake_view", False):
            return Complaint.objects.none()
        user = user_of(self.request)
        rows = at_work(user) if user.staff_member is not None else own(user)
        return rows.order_by("-pk").annotate(modified_at=modified_at())

    @extend_schema(
        summary="反映一件事",
        tags=["complaints"],
        request=NewComplaintSerializer,
        responses={201: ComplaintSerializer},
    )
    def create(self, request: Request) -> Response:
        """File a complaint; a case that one may not see is taken as none."""
        sent = NewComplaintSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(sent.validated_data)
        user = user_of(request)
        number = data.pop("case", "")
        case = visible_to(user).filter(number=number).first() if number else None
        made = file_complaint(
            **data, case=case, address=address_of(request), key=key_of(request), by=user,
            at=clock.now(),
        )  # fmt: skip
        there = reverse("complaints_api:complaint-detail", args=[made.number])
        told = own(user).annotate(modified_at=modified_at()).get(pk=made.pk)
        return Response(
            ComplaintSerializer(told).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": request.build_absolute_uri(there)},
        )
