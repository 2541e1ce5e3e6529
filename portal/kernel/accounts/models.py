# SPDX-License-Identifier: Apache-2.0
"""Who acts and for whom: parties, users, staff, roles and mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.accounts.grants import DatedGrant, DatedQuerySet
from portal.kernel.accounts.masking import mask_id, mask_name, mask_phone, mask_uscc
from portal.kernel.accounts.phones import parse_phone, show_phone
from portal.kernel.accounts.words import (
    COURT_KINDS,
    AccountLevel,
    Confirmed,
    IdKind,
    MandateKind,
    PartyKind,
    Relation,
    Role,
)
from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedTextField

if TYPE_CHECKING:
    from datetime import date


class Party(models.Model):
    """A natural person or an enterprise: who applies, holds a licence, has a credit record.

    Whom an account says it belongs to is an asserted person, with ``asserted_digest``; several
    accounts may assert the same. ``same_as`` is set when somebody who saw the papers knows who it
    is. Everybody else has ``id_digest`` and stands once.

    A person is known by the number of a document of ``id_kind``, empty for an enterprise.
    ID numbers, phones and addresses are sealed; the digests beside them find them again.
    """

    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(_("姓名或名称"), max_length=100)
    id_kind = models.CharField(
        _("证件类型"),
        max_length=12,
        choices=IdKind.choices,
        blank=True,
        default="",
        db_default="",
    )
    id_number = EncryptedTextField(blank=True, default="")
    id_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique
    asserted_digest = models.CharField(
        max_length=64, blank=True, default="", db_default="", db_index=True, editable=False
    )
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="asserted", editable=False
    )
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, null=True, unique=True)  # noqa: DJ001 - unique
    phone = EncryptedTextField(blank=True, default="")
    phone_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    phone_tail_digest = models.CharField(max_length=64, blank=True, default="", db_index=True)
    email = EncryptedTextField(blank=True, default="")
    address = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("申请人")
        verbose_name_plural = _("申请人")
        permissions = (("act_for", "代为办理"), ("act_in", "代办一个事项"))
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    kind="person", id_digest__isnull=False, uscc__isnull=True, asserted_digest=""
                )
                | models.Q(kind="person", id_digest__isnull=True, uscc__isnull=True)
                & ~models.Q(asserted_digest="")
                | models.Q(kind="enterprise", id_digest__isnull=True, uscc__isnull=False),
                name="party_person_has_id_enterprise_has_uscc",
                violation_error_message=_("自然人须有身份证号，企业须有统一社会信用代码。"),
            ),
            models.CheckConstraint(
                condition=models.Q(same_as__isnull=True) | ~models.Q(asserted_digest=""),
                name="party_same_as_is_of_an_asserted_one",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"party:{self.pk}"

    @property
    def is_enterprise(self) -> bool:
        """Tell whether the party is an enterprise."""
        return self.kind == PartyKind.ENTERPRISE

    @property
    def is_asserted(self) -> bool:
        """Tell whether it is only what an account says of itself."""
        return bool(self.asserted_digest)

    @property
    def settled(self) -> Party:
        """The one it is known to be, itself where nobody has settled that."""
        return self.same_as if self.same_as is not None else self

    @property
    def masked_name(self) -> str:
        """The name; of a natural person with all but the family name hidden."""
        return self.name if self.is_enterprise else mask_name(self.name)

    @property
    def id_kind_name(self) -> str:
        """The document by which a person is known, in words."""
        return str(IdKind(self.id_kind or IdKind.RESIDENT).label)

    @property
    def number(self) -> str:
        """The number of a person's paper, or the 统一社会信用代码, in clear."""
        return (self.uscc if self.is_enterprise else self.id_number) or ""

    @property
    def masked_number(self) -> str:
        """Return the ID number or 统一社会信用代码 with its middle hidden."""
        return mask_uscc(self.uscc or "") if self.is_enterprise else mask_id(self.id_number)

    @property
    def shown_phone(self) -> str:
        """The phone number in clear, as people read it."""
        return show_phone(self.phone)

    @property
    def callable_phone(self) -> str | None:
        """The stored phone, None where an older rule took what cannot be called."""
        return self.phone if parse_phone(self.phone) is not None else None

    @property
    def masked_phone(self) -> str:
        """Return the phone number with its middle hidden."""
        return mask_phone(self.phone)


class UserManager(BaseUserManager["User"]):
    """Creates users; sign-in names are compared as typed, in lower case."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; ``password`` None leaves an account nobody can sign in to."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make a user who passes every right of Django's, for the first set-up only."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One who signs in. A citizen has a person; a member of staff has a ``staff`` row."""

    username = models.CharField(_("登录名"), max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    person = models.OneToOneField(Party, models.PROTECT, null=True, blank=True, related_name="user")
    level = models.CharField(
        max_length=12,
        choices=AccountLevel.choices,
        default=AccountLevel.UNVERIFIED,
        db_default=AccountLevel.UNVERIFIED.value,
    )
    subject = models.OneToOneField(
        "kernel.Subject", models.PROTECT, null=True, related_name="account", editable=False
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"user:{self.pk}"

    @property
    def staff_member(self) -> StaffMember | None:
        """The staff row, or None for a citizen."""
        return getattr(self, "staff", None)

    @property
    def name(self) -> str:
        """The real name: of the staff member, else of the person, else the sign-in name."""
        if self.staff_member is not None:
            return self.staff_member.name
        return self.person.name if self.person is not None else self.username

    @property
    def masked_name(self) -> str:
        """The name with all but the family name hidden."""
        return mask_name(self.name)


class MandateQuerySet(DatedQuerySet[Any]):
    """Mandates by their days and their early end; while a court's stands, the others rest."""

    def in_force(self, on: date) -> MandateQuerySet:
        """Keep what is valid on a day, was not ended and does not rest."""
        held = cast("MandateQuerySet", super().in_force(on).filter(ended_at__isnull=True))
        return held.filter(models.Q(kind__in=COURT_KINDS) | ~self.administered(on))

    def administered(self, on: date) -> models.Exists:
        """Match the rows of a party whom a court's administrator represents on a day."""
        rows: DatedQuerySet[Any] = DatedQuerySet(self.model).in_force(on)
        return models.Exists(
            rows.filter(
                kind__in=COURT_KINDS,
                ended_at__isnull=True,
                content_object=models.OuterRef("content_object"),
            )
        )


class Mandate(DatedGrant):
    """A user may act for a party, from a day to a day: in everything, or in one matter.

    ``matter`` is the code of an item; empty means everything. ``paper`` names the court's paper,
    ``checked_on`` is the day on which a register last said the same.
    """

    content_object = models.ForeignKey(Party, models.CASCADE, related_name="mandates")
    kind = models.CharField(
        _("代办身份"), max_length=14, choices=MandateKind.choices,
        default=MandateKind.AGENT, db_default=MandateKind.AGENT.value,
    )  # fmt: skip
    relation = models.CharField(
        _("与本人的关系"), max_length=6, choices=Relation.choices, blank=True,
        default="", db_default="",
    )  # fmt: skip
    matter = models.CharField(_("事项"), max_length=60, blank=True, default="", db_default="")
    matter_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    confirmed = models.CharField(
        _("确认方式"), max_length=8, choices=Confirmed.choices,
        default=Confirmed.PAPER, db_default=Confirmed.PAPER.value,
    )  # fmt: skip
    paper = models.CharField(_("文书号"), max_length=60, blank=True, default="", db_default="")
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    dated: ClassVar[Any] = MandateQuerySet.as_manager()

    class Meta(DatedGrant.Meta):
        verbose_name = _("委托")
        verbose_name_plural = _("委托")
        unique_together: ClassVar = [("user", "permission", "content_object", "kind", "matter")]
        constraints: ClassVar[Any] = (
            *DatedGrant.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(kind__in=COURT_KINDS) | ~models.Q(paper=""),
                name="mandate_by_court_has_its_paper",
            ),
        )


class StaffMember(models.Model):
    """A member of staff: real name, organ, centre and windows.

    ``first_password_to``: until when the first password opens the page on which the owner sets
    his own and binds an authenticator; empty once he has.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="staff")
    name = models.CharField(_("姓名"), max_length=50)
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, null=True, related_name="staff")
    centre = models.ForeignKey("kernel.Centre", models.PROTECT, null=True, related_name="staff")
    windows: Any = models.ManyToManyField("kernel.Window", blank=True, related_name="staff")
    first_password_to = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("工作人员")
        verbose_name_plural = _("工作人员")
        permissions = (("stand_in_for", "顶岗补位"),)

    def __str__(self) -> str:
        return self.name


class StaffRole(models.Model):
    """A role held by a member of staff, from a day to a day; the three admins are apart.

    ``confirmed_on`` is the day on which somebody else last found that it is still needed.
    """

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        constraints = (
            models.UniqueConstraint(
                fields=("staff", "role", "valid_from"), name="staff_role_once_per_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id}:{self.role}"
