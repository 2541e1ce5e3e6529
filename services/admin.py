# SPDX-License-Identifier: Apache-2.0
"""The catalogue in Django admin: looking it up; drafts may be corrected, what is published not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from services.codes import VersionStatus
from services.models import (
    Bundle,
    BundleMember,
    DeferralExclusion,
    FeeItem,
    JointPart,
    LegalBasis,
    ListedItem,
    Material,
    Offering,
    OfferingVersion,
    ServiceItem,
    SpecialProcedure,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    Admin = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Any, Any]
else:
    Admin, Inline = admin.ModelAdmin, admin.TabularInline


class ReadOnly(Admin):
    """Looking only; changes come through the import and the editor."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartInline(Inline):
    """Parts of a version: open while it is a draft, shut once it was published."""

    extra = 0

    def _is_draft(self, obj: OfferingVersion | None) -> bool:
        return obj is not None and obj.status == VersionStatus.DRAFT

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and super().has_delete_permission(request, obj)


class MaterialInline(PartInline):
    model = Material


class LegalBasisInline(PartInline):
    model = LegalBasis


class SpecialProcedureInline(PartInline):
    model = SpecialProcedure


class JointPartInline(PartInline):
    model = JointPart


@admin.register(OfferingVersion)
class OfferingVersionAdmin(Admin):
    list_display = ("name", "number", "status", "organ", "handling", "promised_days")
    list_filter = ("status", "handling", "regime", "organ")
    search_fields = ("name", "offering__code")
    inlines = (MaterialInline, LegalBasisInline, SpecialProcedureInline, JointPartInline)
    readonly_fields = ("offering", "number", "status", "digest", "published_at", "withdrawn_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.status == VersionStatus.DRAFT)


@admin.register(Material)
class MaterialAdmin(Admin):
    """Materials of drafts can be corrected; a name that leaves things open is refused."""

    list_display = ("name", "version", "is_main", "is_deferrable")
    list_filter = ("is_main", "is_deferrable")
    search_fields = ("name",)
    raw_id_fields = ("version",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.version.status == VersionStatus.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.version.status == VersionStatus.DRAFT)


@admin.register(ServiceItem)
class ServiceItemAdmin(ReadOnly):
    list_display = ("code", "name", "item_type", "is_local_code")
    list_filter = ("item_type", "is_local_code")
    search_fields = ("code", "name")


@admin.register(Offering)
class OfferingAdmin(ReadOnly):
    list_display = ("code", "item", "organ", "state")
    list_filter = ("state", "organ")
    search_fields = ("code", "item__name")


@admin.register(ListedItem)
class ListedItemAdmin(ReadOnly):
    list_display = ("code", "name", "organ_name")
    search_fields = ("code", "name")


@admin.register(FeeItem)
class FeeItemAdmin(Admin):
    list_display = ("name", "standard", "is_active")


@admin.register(DeferralExclusion)
class DeferralExclusionAdmin(Admin):
    list_display = ("label", "citation", "is_own", "is_on")
    list_filter = ("is_on",)
    filter_horizontal = ("items",)


class BundleMemberInline(Inline):
    model = BundleMember
    extra = 0
    autocomplete_fields = ("item",)


@admin.register(Bundle)
class BundleAdmin(Admin):
    list_display = ("name", "relation", "target_days", "provenance")
    inlines = (BundleMemberInline,)
