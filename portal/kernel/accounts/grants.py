# SPDX-License-Identifier: Apache-2.0
"""Grants on one object, from a day to a day: django-guardian's direct tables with days.

Guardian itself knows no days. It reads a table through its manager ``objects``, which here sees
nothing but what is in force today; a whole table is read through ``dated``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.contrib.auth.models import Permission
from django.db import models
from guardian.core import ObjectPermissionChecker
from guardian.ctypes import get_content_type
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase
from guardian.shortcuts import get_objects_for_user
from guardian.utils import get_user_obj_perms_model

from portal.kernel import clock

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.base_user import AbstractBaseUser

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Reading rows by ``valid_from`` and ``valid_to``; both days count, no end means for good."""

    def in_force(self, on: date) -> DatedQuerySet[Row]:
        """Keep what is valid on a day."""
        return self.filter(valid_from__lte=on).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
        )


class GrantManager(UserObjectPermissionManager):
    """Guardian's manager: its shortcuts find what is in force today, and nothing else."""

    def get_queryset(self) -> DatedQuerySet[Any]:
        """Return the rows that are in force today."""
        found: DatedQuerySet[Any] = self.model.dated.using(self._db).in_force(clock.today())
        return found

    def assign_perm(
        self, perm: Permission | str, user_or_group: Any, obj: models.Model, **days: Any
    ) -> Any:
        """Grant ``perm`` on an object, from today without an end unless ``days`` say otherwise.

        What the table's ``unique_together`` calls the same grant takes the new days, also when
        it is over.
        """
        meta = self.model._meta
        same = meta.unique_together[0]
        if not isinstance(perm, Permission):
            perm = Permission.objects.get(codename=perm, content_type=get_content_type(obj))
        grant = self.model(
            permission=perm,
            user=user_or_group,
            content_object=obj,
            **days,
        )
        told = (field.name for field in meta.local_concrete_fields if not field.primary_key)
        self.model.dated.bulk_create(
            [grant],
            update_conflicts=True,
            unique_fields=same,
            update_fields=[name for name in told if name not in same],
        )
        return grant


class DatedGrant(UserObjectPermissionBase):
    """A user may do something with one object, from a day to a day.

    A table of such grants adds ``content_object``, the foreign key that guardian finds it by.
    """

    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    dated: ClassVar[Any] = DatedQuerySet.as_manager()
    objects: ClassVar[Any] = GrantManager()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_ends_after_it_starts",
            ),
        )


def granted(user: AbstractBaseUser, perm: str, klass: type[Row]) -> models.QuerySet[Row]:
    """Return the objects of a class on which a user holds a permission today.

    Groups, roles and being a superuser do not count: these are rights between people.
    """
    found: models.QuerySet[Row] = get_objects_for_user(
        user, perm, klass, use_groups=False, with_superuser=False, accept_global_perms=False
    )
    return found


class DatedChecker(ObjectPermissionChecker):
    """Guardian's checker, for dated tables only: any other grant would hold for good."""

    def get_user_filters(self, obj: models.Model) -> dict[str, Any]:
        """Return which permissions count: those of a dated grant that is in force today."""
        table: Any = get_user_obj_perms_model(obj)
        rows = (
            table.objects.filter(user=self.user, content_object=obj)
            if issubclass(table, DatedGrant)
            else table.objects.none()
        )
        return {f"{table.permission.field.related_query_name()}__in": rows}

    def get_group_perms(self, obj: models.Model) -> models.QuerySet[Any, str]:
        """Return none: a grant to a group has no days."""
        return Permission.objects.none().values_list("codename", flat=True)
