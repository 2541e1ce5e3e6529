# SPDX-License-Identifier: Apache-2.0
"""Journey 11: a clerk signs in with a passkey; a citizen comes in by the national identity door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests import provider
from tests.town import PASSWORD, moving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import CDPSession

    from tests.journeys.people import Cast, Person
    from tests.town import Town

DEVICE: dict[str, Any] = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Device:
    """Chromium's own authenticator, in the browser of one person."""

    def __init__(self, person: Person) -> None:
        self.cdp: CDPSession = person.context.new_cdp_session(person.page)
        self.cdp.send("WebAuthn.enable")
        self.key = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})[
            "authenticatorId"
        ]

    def recognises(self, is_owner: bool) -> None:
        """Let the finger on it be the owner's, or not."""
        self.cdp.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": is_owner}
        )


def _add(person: Person, name: str) -> None:
    page = person.go("/account/passkeys/")
    page.fill("#id_name", name)
    page.fill("#id_current", PASSWORD)
    person.press("下一步")
    person.press("现在添加")
    expect(page).to_have_url(re.compile("/account/passkeys/$"))
    person.sees("通行密钥已添加", name)


def _to_the_second_door(person: Person, username: str) -> None:
    person.context.clear_cookies()
    page = person.go("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main form.card button[type=submit]")
    person.sees("第二道验证", "通行密钥")


def test_a_clerk_signs_in_with_a_passkey(cast: Cast) -> None:
    clerk = cast("wang")
    device = Device(clerk)
    _add(clerk, "办公电脑")

    _to_the_second_door(clerk, "wang")
    device.recognises(False)
    clerk.page.get_by_role("button", name="用通行密钥登录").click()
    expect(clerk.page.get_by_text("没有完成，或者被取消了")).to_be_visible()
    clerk.go("/counter/")
    expect(clerk.page).to_have_url(re.compile("/login/"))

    _to_the_second_door(clerk, "wang")
    device.recognises(True)
    clerk.press("用通行密钥登录")
    expect(clerk.page).to_have_url(re.compile("/counter/"))

    page = clerk.go("/account/passkeys/")
    clerk.sees("最近一次使用")
    page.get_by_role("link", name="移除").click()
    page.fill("#id_current", PASSWORD)
    clerk.press("移除")
    clerk.sees("通行密钥已移除", "还没有")


def test_another_device_does_not_answer_for_it(cast: Cast) -> None:
    clerk = cast("wang")
    Device(clerk)
    _add(clerk, "办公电脑")
    thief = cast.somebody()
    Device(thief)
    _to_the_second_door(thief, "wang")
    thief.page.get_by_role("button", name="用通行密钥登录").click()
    expect(thief.page.get_by_text("没有完成，或者被取消了")).to_be_visible(timeout=70_000)
    thief.go("/counter/")
    expect(thief.page).to_have_url(re.compile("/login/"))


@pytest.fixture
def door(town: Town, tmp_path: Path) -> Iterator[provider.Running]:
    """Let somebody stand behind the identity door of the town."""
    back = f"{town.address}/login/with/nation/back/"
    with provider.standing(
        tmp_path, back, port=town.door_port,
        environment={moving.VARIABLE: town.environment[moving.VARIABLE]},
    ) as one:  # fmt: skip
        yield one


def test_a_citizen_comes_in_by_the_national_door(cast: Cast, door: provider.Running) -> None:
    door.knows("s-1", name="杨秀英", idcard="512002197603150021")
    visitor = cast.somebody()
    page = visitor.go("/cases/")
    page.get_by_role("button", name="用“示例身份认证平台”登录").click()
    expect(page).to_have_url(re.compile("/cases/$"))
    visitor.go("/account/")
    visitor.sees("杨秀英", "已绑定，可以用它登录", "设一个密码")
    page.get_by_role("link", name="设一个密码").click()
    page.fill("#id_password", "Tianfu-2026-x")
    visitor.press("确认")
    visitor.press("解除绑定")
    visitor.sees("已解除绑定")

    # nobody stands behind it any more
    door.process.terminate()
    door.process.wait()
    late = cast.somebody()
    late.go("/login/").get_by_role("button", name="用“示例身份认证平台”登录").click()
    late.sees("“示例身份认证平台”现在连不上", "账号和办件都没有改动")
