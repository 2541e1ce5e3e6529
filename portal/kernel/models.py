# SPDX-License-Identifier: Apache-2.0
"""All models of the kernel, for Django and for the apps above."""

from portal.kernel.absences.models import Absence, AbsenceKind, StandIn
from portal.kernel.accounts.models import Mandate, Party, StaffMember, StaffRole, User
from portal.kernel.accounts.words import PartyKind, Role
from portal.kernel.audit.models import Event, ReadHead, ReadLog
from portal.kernel.changes.models import Change
from portal.kernel.city_rules import CityRule
from portal.kernel.clients.models import ApiClient
from portal.kernel.deadlines.terms.models import CalendarVersion, Day, Extension, Pause, Term
from portal.kernel.documents.models import Document, DocumentState
from portal.kernel.http.limits import Attempt
from portal.kernel.idempotency import IdempotentCall
from portal.kernel.identity.models import (
    CodePurpose,
    FormKey,
    OneTimeCode,
    OpenSession,
    UnsentForm,
)
from portal.kernel.mandates.models import MandateRequest
from portal.kernel.notices.models import Channel, Delivery, DeliveryState, Notice
from portal.kernel.numbers import Counter
from portal.kernel.outbox.heartbeat import Heartbeat
from portal.kernel.outbox.models import OutboxMessage, OutboxState, StaffTask
from portal.kernel.passkeys.models import Passkey
from portal.kernel.places.models import Centre, Division, DivisionLevel, OpeningHours, Organ, Window
from portal.kernel.providers.models import ProviderLink
from portal.kernel.registers.models import Register, RegisterEntry
from portal.kernel.retention.models import LegalHold, RetentionPeriod
from portal.kernel.sharing.models import Consent, DataRequest
from portal.kernel.staff.models import StaffMove
from portal.kernel.subjects import Subject
from portal.kernel.turns.models import Turn
from portal.kernel.uploads.models import Upload

__all__ = [
    "Absence",
    "AbsenceKind",
    "ApiClient",
    "Attempt",
    "CalendarVersion",
    "Centre",
    "Change",
    "Channel",
    "CityRule",
    "CodePurpose",
    "Consent",
    "Counter",
    "DataRequest",
    "Day",
    "Delivery",
    "DeliveryState",
    "Division",
    "DivisionLevel",
    "Document",
    "DocumentState",
    "Event",
    "Extension",
    "FormKey",
    "Heartbeat",
    "IdempotentCall",
    "LegalHold",
    "Mandate",
    "MandateRequest",
    "Notice",
    "OneTimeCode",
    "OpenSession",
    "OpeningHours",
    "Organ",
    "OutboxMessage",
    "OutboxState",
    "Party",
    "PartyKind",
    "Passkey",
    "Pause",
    "ProviderLink",
    "ReadHead",
    "ReadLog",
    "Register",
    "RegisterEntry",
    "RetentionPeriod",
    "Role",
    "StaffMember",
    "StaffMove",
    "StaffRole",
    "StaffTask",
    "StandIn",
    "Subject",
    "Term",
    "Turn",
    "UnsentForm",
    "Upload",
    "User",
    "Window",
]
