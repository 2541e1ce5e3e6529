# SPDX-License-Identifier: Apache-2.0
"""The fields of a draft that every level says for itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from services.draft_field_kinds import DraftFields, choice, text, whole
from services.items.rows import LOCAL_TEXTS

_CODE_HELP = _("公布以前可以改，公布以后就固定了；没有正式编码的用“LOCAL-”开头。")


class DraftForm(DraftFields):
    """What every draft's page has: the code, and at its end where, when and whom to ask.

    Only a new offering may still change what identifies it.
    """

    #: What identifies a new offering, and is fixed once it is published.
    identity: tuple[str, ...] = ("code",)

    must: tuple[str, ...] = ("code",)

    code = text(_("实施编码"), help_text=_CODE_HELP)
    place = text(_("办理地点"), help_text=_("空着就用政务服务中心的窗口。"))
    hours = text(_("办理时间"))
    contact = text(_("咨询方式"))
    complaint_channel = text(_("监督投诉渠道"), help_text=_("空着就用部门的监督电话。"))

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in () if is_new else self.identity:
            del self.fields[name]
        for name in LOCAL_TEXTS:
            self.fields[name] = self.fields.pop(name)


class LocalForm(DraftForm):
    """What every level may say for itself."""

    identity = ("code", "item_code", "department")
    must = identity

    item_code = text(_("基本编码"), help_text=_("这个部门办的是哪一个基本事项。"))
    department = choice(_("部门"), ())
    promised_days = whole(_("承诺时限（工作日）"))
