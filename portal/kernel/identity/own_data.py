# SPDX-License-Identifier: Apache-2.0
"""What is kept about a person, as a file for that person (个人信息保护法 45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.audit.models import ReadLog
from portal.kernel.identity.codes import account_subject
from portal.kernel.identity.keeping import require_own
from portal.kernel.identity.models import OpenSession
from portal.kernel.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.kernel.accounts.models import User

    #: Gives what an app keeps about a user's person: rows of plain values by their Chinese names.
    Section = Callable[[User], list[dict[str, Any]]]

#: Years of notices and looks are the story of a person; nobody needs more of them in one file.
MOST_ROWS = 5_000
_sections: dict[str, Section] = {}


def register(name: str, section: Section) -> None:
    """Let an app add what it keeps; raises ValueError for a name that is taken."""
    if name in _sections:
        raise ValueError(f"section {name} registered twice")
    _sections[name] = section


def moment(at: datetime | None) -> str:
    """Return a moment as it stands in the file, "" for none."""
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


@act
def take_own_data(*, user: User, current: str, at: datetime) -> dict[str, Any]:
    """Return everything that is kept about a user's person, by section; leaves an event.

    Raises Invalid for a wrong password: whoever finds a browser open does not take it all along.
    """
    require_own(user, current)
    record(
        subject=account_subject(user),
        verb="kernel.account.take_data",
        by=user,
        on_behalf_of=user.person,
    )
    return {
        "说明": "您在本系统里的个人信息，按个人信息保护法第四十五条提供。",
        "生成时间": moment(at),
        **{name: section(user) for name, section in _sections.items()},
    }


def of_account(user: User) -> list[dict[str, Any]]:
    """Section: the account and its devices."""
    return [
        {
            "登录名": user.username,
            "账号等级": str(user.get_level_display()),
            "开通时间": moment(user.created_at),
            "登录中的设备": [
                {"设备": one.device, "登录时间": moment(one.began_at)}
                for one in OpenSession.objects.filter(user=user).order_by("began_at")
            ],
        }
    ]


def of_person(user: User) -> list[dict[str, Any]]:
    """Section: who the person is, in clear."""
    one = user.person
    if one is None:
        return []
    return [
        {
            "姓名": one.name,
            "证件类型": str(one.id_kind_name),
            "证件号码": one.id_number,
            "手机号": one.phone,
            "电子邮箱": one.email,
            "地址": one.address,
        }
    ]


def of_mandates(user: User) -> list[dict[str, Any]]:
    """Section: for whom the user may act or might, and who for the user."""
    own = user.person_id or 0
    rows = Mandate.dated.filter(
        Q(user=user) | Q(content_object=own) | Q(content_object__same_as=own)
    ).select_related("content_object", "user__person")
    return [
        {
            "谁替办": row.user.name,
            "替谁办": row.content_object.name,
            "身份": row.get_kind_display(),
            "事项": row.matter_name,
            "从": str(row.valid_from),
            "到": str(row.valid_to or ""),
            "结束于": moment(row.ended_at) if row.ended_at else "",
        }
        for row in rows.order_by("pk")
    ]


def of_looks(user: User) -> list[dict[str, Any]]:
    """Section: who opened the person's data, when and why."""
    rows = ReadLog.objects.filter(
        Q(party=user.person_id or 0) | Q(party__same_as=user.person_id or 0)
    ).select_related("reader__staff__organ", "subject")
    return [
        {
            "时间": moment(row.read_at),
            "谁": "经本人授权的单位" if _is_consented(row) else row.reader.masked_name,
            "单位": str(row.reader.staff_member.organ or "") if row.reader.staff_member else "",
            "原因": row.reason,
        }
        for row in rows[:MOST_ROWS]
    ]


def _is_consented(look: ReadLog) -> bool:
    """Tell whether it was a system that read by consent; the reason names it."""
    return look.subject is not None and look.subject.kind == "kernel.consent"


def of_notices(user: User) -> list[dict[str, Any]]:
    """Section: what the person was told."""
    rows = Notice.objects.filter(user=user).order_by("-created_at")[:MOST_ROWS]
    return [{"时间": moment(row.created_at), "标题": row.title, "内容": row.body} for row in rows]


def register_own() -> None:
    """Register what the kernel keeps."""
    register("账号", of_account)
    register("本人", of_person)
    register("委托", of_mandates)
    register("谁看过我的信息", of_looks)
    register("消息", of_notices)
