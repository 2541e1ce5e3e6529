# SPDX-License-Identifier: Apache-2.0
"""The catalogue in Django admin: looking it up. Changes come through the import, the editor, and two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from services.bundles.models import Bundle, BundleMember
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import ListedItem, Offering, ServiceItem
from services.items.models.parts import JointPart, LegalBasis, Material, SpecialProcedure
from services.items.models.version import OfferingVersion

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
    """What hangs on a row, to look at."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MaterialInline(PartInline):
    """Materials of a version."""

    model = Material


class LegalBasisInline(PartInline):
    """Legal bases of a version."""

    model = LegalBasis


class SpecialProcedureInline(PartInline):
    """Special procedures of a version."""

    model = SpecialProcedure


class JointPartInline(PartInline):
    """Parts of a joint item's version."""

    model = JointPart


class BundleMemberInline(PartInline):
    """Items of a bundle."""

    model = BundleMember


@admin.register(OfferingVersion)
class OfferingVersionAdmin(ReadOnly):
    """Versions of offerings, to read."""

    list_display = ("name", "number", "status", "organ", "handling", "promised_days")
    list_filter = ("status", "handling", "regime", "organ")
    search_fields = ("name", "offering__code")
    inlines = (MaterialInline, LegalBasisInline, SpecialProcedureInline, JointPartInline)


@admin.register(Material)
class MaterialAdmin(ReadOnly):
    """Materials, to read."""

    list_display = ("name", "version", "is_main", "is_deferrable")
    list_filter = ("is_main", "is_deferrable")
    search_fields = ("name",)


@admin.register(Bundle)
class BundleAdmin(ReadOnly):
    """Bundles (一件事)."""

    list_display = ("name", "relation", "target_days", "provenance")
    inlines = (BundleMemberInline,)


@admin.register(ServiceItem)
class ServiceItemAdmin(ReadOnly):
    """Service items, to read."""

    list_display = ("code", "name", "item_type", "is_local_code")
    list_filter = ("item_type", "is_local_code")
    search_fields = ("code", "name")


@admin.register(Offering)
class OfferingAdmin(ReadOnly):
    """Offerings of organs, to read."""

    list_display = ("code", "item", "organ", "state")
    list_filter = ("state", "organ")
    search_fields = ("code", "item__name")


@admin.register(ListedItem)
class ListedItemAdmin(ReadOnly):
    """Lines of the published lists, to read."""

    list_display = ("code", "name", "organ_name")
    search_fields = ("code", "name")


@admin.register(FeeItem)
class FeeItemAdmin(ReadOnly):
    """The published list of charges with its story, to read: two people change it."""

    list_display = ("name", "standard", "is_active", "effective_on")


@admin.register(DeferralExclusion)
class DeferralExclusionAdmin(ReadOnly):
    """Classes of items that may not be deferred, to read: two people change them."""

    list_display = ("label", "citation", "is_own", "is_on", "effective_on")
    list_filter = ("is_on",)
