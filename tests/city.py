# SPDX-License-Identifier: Apache-2.0
"""A small city for tests: a few real items, two centres, two organs, and a cast.

Alice owns a shop, Bob is the agent of another enterprise, Charlie is a stranger. Wang takes
files in, Sun sits in another centre; Li, Zhou and Chen review in the deciding organ, Huang in
another; Liu supervises; Xie edits the catalogue; Gu keeps the accounts of staff.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from pypdf import PdfWriter

from licensing.apply import draft
from licensing.apply.submit import submit
from licensing.cases.models import (
    Case,
    CaseMaterial,
    MaterialFile,
    MaterialGrade,
    Origin,
    Verdict,
)
from licensing.decisions.decide import decide
from licensing.intake.accept import accept, give_verdict
from licensing.intake.correct import request_correction
from licensing.review.actions import claim, is_final, pass_step
from portal.kernel import clock, sweeps
from portal.kernel.accounts.actions import ensure_enterprise, ensure_person
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Party, StaffMember, StaffRole, User
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.documents.models import Document
from portal.kernel.documents.registry import kind_of
from portal.kernel.documents.render import context_of
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from portal.kernel.places.models import Centre, Division, Organ, Window
from portal.kernel.storage import write_file
from portal.kernel.uploads.inspection import CleanFile, inspected
from portal.kernel.uploads.models import Upload
from services.items.loading import import_catalogue
from services.items.models.version import OfferingVersion
from services.items.queries import current_version

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.uploads.cleaning.result import Kept

CATALOGUE = Path(__file__).parents[1] / "services" / "data" / "catalogue.json"
FOOD = "511A0005200004"
#: An item with a statutory limit of 30 working days.
LONG = "511A0091400006"
#: From when the cast holds its posts and mandates: before any day that a test sets.
LONG_AGO = date(2020, 1, 1)


def _blank_pdf() -> bytes:
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return out.getvalue()


PDF = _blank_pdf()


@dataclass
class City:
    """The cast and the places."""

    alice: User
    bob: User
    charlie: User
    wang: User
    zhao: User
    sun: User
    li: User
    zhou: User
    chen: User
    huang: User
    liu: User
    shop: Party
    other_firm: Party
    centre: Centre
    window: Window
    food: OfferingVersion
    xie: User
    gu: User


def rows() -> list[dict[str, Any]]:
    """Return the catalogue records of the small city."""
    return deepcopy(_rows())


@cache
def _rows() -> list[dict[str, Any]]:
    every = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    wanted = [row for row in every if row["code"] == FOOD]
    wanted.append(
        next(
            row
            for row in every
            if row["item_type"] == "公共服务"
            and row["handling_type"] == "承诺件"
            and row["applicant_type"] != "自然人"
        )
    )
    wanted.append(
        next(
            row
            for row in every
            if row["item_type"] == "行政许可" and row["handling_type"] == "即办件"
        )
    )
    wanted.append(
        next(
            row
            for row in every
            if row["item_type"] == "行政许可"
            and row["handling_type"] == "承诺件"
            and row["statutory_days"] == 20
        )
    )
    wanted.append(next(row for row in every if row["code"] == LONG))
    return wanted


def public_service() -> OfferingVersion:
    """Return the public-service item of the small city."""
    return OfferingVersion.objects.filter(offering__item__item_type="20").select_related(
        "offering__item", "organ"
    )[0]


def immediate() -> OfferingVersion:
    """Return the item decided on the spot."""
    return OfferingVersion.objects.filter(handling="1").select_related("offering__item", "organ")[0]


def _citizen(username: str, name: str, number: str) -> User:
    person = ensure_person(
        name=name, id_number=number, phone="13800132046", email=f"{username}@example.com"
    )
    return User.objects.create(username=username, person=person, level=AccountLevel.IDENTITY)


def staff(
    username: str, role: str, *, organ: Organ | None = None, centre: Centre | None = None
) -> User:
    """Add a member of staff with one role."""
    user = User.objects.create(username=username)
    member = StaffMember.objects.create(
        user=user, name=username.title(), organ=organ, centre=centre
    )
    StaffRole.objects.create(staff=member, role=role, valid_from=LONG_AGO)
    if centre is not None:
        member.windows.set(centre.windows.all())
    return user


def build() -> City:
    """Make the small city in the current database."""
    at = clock.now()
    for code, name in (("512000", "资阳市"), ("512021", "安岳县")):
        Division.objects.get_or_create(code=code, defaults={"name": name, "level": "prefecture"})
    import_catalogue(rows=rows(), by=None, at=at)
    food = current_version(FOOD)
    assert food is not None
    centre = Centre.objects.create(code="main", name="资阳市政务服务中心", division_id="512000")
    far = Centre.objects.create(code="far", name="安岳县政务服务中心", division_id="512021")
    window = Window.objects.create(centre=centre, number=3, name="综合窗口")
    Window.objects.create(centre=far, number=1, name="综合窗口")
    organ, other = food.organ, Organ.objects.exclude(pk=food.organ_id)[0]
    alice = _citizen("alice", "张小丽", "512002199003070019")
    bob = _citizen("bob", "邓国强", "512021198512312236")
    shop = ensure_enterprise(name="测试样例01个体经营部", uscc="92512000MAT0T00085")
    firm = ensure_enterprise(name="测试样例02有限公司", uscc="91512002MAT0T00160")
    grant_mandate(agent=alice, principal=shop, valid_from=LONG_AGO)
    grant_mandate(agent=bob, principal=firm, valid_from=LONG_AGO)
    posts: dict[str, tuple[str, Organ | None, Centre | None]] = {
        "wang": ("clerk", None, centre),
        "zhao": ("clerk", None, centre),
        "sun": ("clerk", None, far),
        "li": ("reviewer", organ, None),
        "zhou": ("examiner", organ, None),
        "chen": ("approver", organ, None),
        "huang": ("reviewer", other, None),
        "liu": ("supervisor", None, None),
        "xie": ("editor", None, None),
        "gu": ("system_admin", None, None),
    }
    return City(
        alice=alice,
        bob=bob,
        charlie=_citizen("charlie", "杨秀英", "51200219880808005X"),
        shop=shop,
        other_firm=firm,
        centre=centre,
        window=window,
        food=food,
        **_in_office(posts),
    )


def _in_office(posts: dict[str, tuple[str, Organ | None, Centre | None]]) -> dict[str, User]:
    """Add members of staff as `staff` does, all of them at once."""
    users = {name: User(username=name) for name in posts}
    User.objects.bulk_create(users.values())
    members = [
        StaffMember(user=users[name], name=name.title(), organ=organ, centre=centre)
        for name, (_role, organ, centre) in posts.items()
    ]
    StaffMember.objects.bulk_create(members)
    StaffRole.objects.bulk_create(
        StaffRole(staff=member, role=posts[member.user.username][0], valid_from=LONG_AGO)
        for member in members
    )
    behind = StaffMember.windows.through
    windows = list(Window.objects.all())
    behind.objects.bulk_create(
        behind(staffmember_id=member.pk, window_id=window.pk)
        for member in members
        for window in windows
        if window.centre_id == member.centre_id
    )
    return users


def pdf(name: str = "材料.pdf") -> SimpleUploadedFile:
    """Return a small upload that passes inspection."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@cache
def _inspected() -> Kept:
    return inspected(pdf()).kept


def clean_pdf(name: str = "材料.pdf") -> CleanFile:
    """Return what inspection makes of a small PDF."""
    return CleanFile(name, _inspected())


def attach_all(case: Case, lines: list[int], *, by: User) -> None:
    """Leave what `attach_file` leaves after one small PDF under each material, in few statements.

    Nearly every test begins with a file that was handed in; that the rows are those of the act
    is a test of its own.
    """
    at, file = clock.now(), clean_pdf()
    data = file.kept.data
    path = "uploads/00/small.pdf"
    if not (Path(settings.MEDIA_ROOT) / path).exists():
        write_file(Path(settings.MEDIA_ROOT) / path, data)
    uploads = [
        Upload(
            owner=by, name=file.name, content_type=file.kept.content_type, size=len(data),
            sha256=hashlib.sha256(data).hexdigest(), path=path, created_at=at,
        )
        for _line in lines
    ]  # fmt: skip
    for upload in uploads:
        upload.seal = upload.made_seal()
    Upload.objects.bulk_create(uploads)
    rows = CaseMaterial.objects.filter(pk__in=lines)
    rows.filter(grade=MaterialGrade.A).update(origin=Origin.APPLICANT)
    rows.update(
        wants_deferral=False, is_applicable=True, verdict=Verdict.PENDING,
        grade=MaterialGrade.C, note="",
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(saved_at=at)
    MaterialFile.objects.bulk_create(
        MaterialFile(case_material_id=line, upload=upload, added_at=at)
        for line, upload in zip(lines, uploads, strict=True)
    )


def fill_draft(
    city: City,
    *,
    version: OfferingVersion | None = None,
    lacking: str = "none",
    applicant: Party | None = None,
    by: User | None = None,
) -> Case:
    """Return a draft for the shop. ``lacking``: none, secondary (deferred) or main."""
    at, by = clock.now(), by or city.alice
    case = draft.start_draft(
        version=version or city.food,
        applicant=applicant or city.shop,
        centre=city.centre,
        by=by,
        at=at,
    )
    given = []
    deferred = False
    skipped = False
    for line in CaseMaterial.objects.filter(case=case).select_related("material", "case"):
        if not line.is_applicable:
            continue
        if lacking == "secondary" and line.material.is_deferrable and not deferred:
            draft.choose_material(line=line, wants_deferral=True, by=by, at=at)
            deferred = True
        elif lacking == "main" and line.material.is_main and not skipped:
            skipped = True
        else:
            given.append(line.pk)
    attach_all(case, given, by=by)
    form = {
        "contact_name": "张小丽",
        "contact_phone": "13800132046",
        "is_true": True,
        "commitment": deferred,
    }
    return draft.save_form(case=case, form=form, by=by, at=at)


def submitted(
    city: City,
    *,
    lacking: str = "none",
    version: OfferingVersion | None = None,
    key: str = "k",
    applicant: Party | None = None,
    by: User | None = None,
) -> Case:
    """Return a case that was handed in."""
    case = fill_draft(city, version=version, lacking=lacking, applicant=applicant, by=by)
    return submit(
        case=case,
        key=f"{key}-{case.pk}",
        may_lack=lacking == "main",
        by=by or city.alice,
        at=clock.now(),
    )


def check_all(city: City, case: Case) -> None:
    """Let the clerk find every given material good."""
    for line in CaseMaterial.objects.filter(case=case, wants_deferral=False, is_applicable=True):
        if line.files.filter(removed_at=None).exists() or line.grade in "AB":
            give_verdict(line=line, verdict=Verdict.PASSED, by=city.wang, at=clock.now())


def asked_to_correct(city: City) -> Case:
    """Return a case of which one main material is to be corrected, the rest being good."""
    case = submitted(city, lacking="main")
    check_all(city, case)
    lines = CaseMaterial.objects.filter(case=case, is_applicable=True).exclude(verdict="passed")
    return ask_to_correct(city, case, *lines)


def ask_to_correct(city: City, case: Case, *lines: CaseMaterial) -> Case:
    """Let the clerk ask once for these materials."""
    request_correction(
        case=case, demands={line.pk: "请补交" for line in lines}, by=city.wang, at=clock.now()
    )
    case.refresh_from_db()
    return case


def accepted(city: City, *, lacking: str = "none") -> Case:
    """Return a case taken in by the clerk, deferred when a secondary material lacks."""
    case = submitted(city, lacking=lacking)
    check_all(city, case)
    return take_in(city, case)


def take_in(city: City, case: Case) -> Case:
    """Let the clerk accept a file that was checked."""
    return accept(case=case, by=city.wang, at=clock.now())


def accepted_of(city: City, version: OfferingVersion) -> Case:
    """Return a case of another item, taken in by the clerk."""
    case = submitted(city, version=version)
    check_all(city, case)
    return take_in(city, case)


def review_up_to_approval(city: City, case: Case) -> None:
    """Let every step but the last pass, and the approver claim the last."""
    at = clock.now()
    people = {"reviewer": city.li, "examiner": city.zhou, "approver": city.chen}
    while (step := case.steps.filter(state="open").order_by("position").first()) is not None:
        user = people[step.role]
        claim(step=step, by=user, at=at)
        if is_final(step):
            return
        step.refresh_from_db()
        pass_step(step=step, opinion="符合条件", by=user, at=at)


def granted(city: City, case: Case, *, at: datetime | None = None) -> Case:
    """Let the approver grant a case that is ready."""
    decide(
        case=case,
        outcome="granted",
        opinion="同意",
        key=f"d-{case.pk}",
        by=city.chen,
        at=at or clock.now(),
    )
    case.refresh_from_db()
    return case


def catch_up(*, papers: bool = False) -> None:
    """Let the sweep and the outbox do everything that is due at the clock's present time.

    Papers are printed for those who look at them only: each takes longer than all acts before it.
    """
    for _round in range(3):
        sweeps.run_all(at=clock.now())
        if not papers:
            leave_papers()
        drain()


#: Papers of a kind whose words a process has put together so far, and how many are enough.
_worded: Counter[str] = Counter()
ENOUGH_WORDED = 5


def leave_papers() -> None:
    """Let nobody print the papers that were issued; their words are put together all the same."""
    pending = OutboxMessage.objects.filter(kind="kernel.render_document", state="pending")
    keys = [message.payload["document"] for message in pending]
    for paper in Document.objects.filter(pk__in=keys):
        _worded[paper.kind] += 1
        if _worded[paper.kind] <= ENOUGH_WORDED:
            kind = kind_of(paper.kind)
            assert paper.number in render_to_string(kind.template, context_of(paper, kind))
    pending.delete()
