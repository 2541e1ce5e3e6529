# SPDX-License-Identifier: Apache-2.0
"""Reference data for the administrator: places, rules, calendar. No states, no cases."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import Group
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from oauth2_provider.models import AccessToken, Application, Grant, IDToken, RefreshToken

from portal.kernel.city_rules import CityRule
from portal.kernel.deadlines.terms.models import Day
from portal.kernel.places.models import Centre, Division, OpeningHours, Organ, Window

# systems of other offices are let in and ended by acts with an event, never by hand
admin.site.unregister([AccessToken, Application, Grant, IDToken, RefreshToken])
# so are people, their roles and their authenticators
admin.site.unregister([Group, StaticDevice, TOTPDevice])


class HoursInline(admin.TabularInline[OpeningHours, Centre]):
    """Opening hours of a centre."""

    model = OpeningHours
    extra = 0


class WindowInline(admin.TabularInline[Window, Centre]):
    """Windows of a centre."""

    model = Window
    fields = ("number", "name")
    extra = 0


@admin.register(Division)
class DivisionAdmin(admin.ModelAdmin[Division]):
    """Divisions of the city."""

    list_display = ("code", "name", "level")
    list_filter = ("level",)
    search_fields = ("code", "name")
    raw_id_fields = ("parent",)


@admin.register(Organ)
class OrganAdmin(admin.ModelAdmin[Organ]):
    """Organs and what they belong to."""

    list_display = ("name", "phone", "complaint_phone", "reconsideration_body", "court")
    search_fields = ("name", "code")
    raw_id_fields = ("division",)


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin[Centre]):
    """Centres with their hours and windows."""

    list_display = ("name", "parent", "address", "phone")
    raw_id_fields = ("division",)
    inlines = (WindowInline, HoursInline)


class ReadOnly:
    """Looking only: what is shown is changed by acts."""

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(CityRule)
class CityRuleAdmin(ReadOnly, admin.ModelAdmin[CityRule]):
    """Values of law and city; another one is proposed and confirmed by two people."""

    list_display = ("label", "value", "unit", "is_on", "citation", "is_own", "effective_on")
    search_fields = ("code", "label")


@admin.register(Day)
class DayAdmin(ReadOnly, admin.ModelAdmin[Day]):
    """The calendar is read here and changed only by ``load_calendar``."""

    list_display = ("date", "is_working", "kind", "name", "source")
    list_filter = ("kind",)
    date_hierarchy = "date"
