# SPDX-License-Identifier: Apache-2.0
"""What a browser says of itself, in words its owner knows it by. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: The first mark found in what the browser says names it: many say that they are others as well.
_BROWSERS = (
    ("MicroMessenger/", gettext_lazy("微信")),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", gettext_lazy("鸿蒙手机")),
    ("iPhone", gettext_lazy("苹果手机")),
    ("iPad", gettext_lazy("苹果平板")),
    ("Android", gettext_lazy("安卓手机")),
    ("Windows", gettext_lazy("Windows 电脑")),
    ("Macintosh", gettext_lazy("苹果电脑")),
    ("Linux", gettext_lazy("Linux 电脑")),
)


def device_name(browser: str) -> str:
    """Return e.g. 安卓手机 · 微信 for the User-Agent of a browser; 其他设备 for an unknown one."""
    names = (
        next((str(name) for mark, name in marks if mark in browser), "")
        for marks in (_SYSTEMS, _BROWSERS)
    )
    return " · ".join(filter(None, names)) or _("其他设备")
