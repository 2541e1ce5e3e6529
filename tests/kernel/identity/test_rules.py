# SPDX-License-Identifier: Apache-2.0
"""A device is called by what its owner calls it."""

from __future__ import annotations

import pytest

from portal.kernel.identity.rules import device_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36", "Linux 电脑 · Chrome"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0",
            "Windows 电脑 · Edge",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 MicroMessenger/8.0", "安卓手机 · 微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "苹果手机 · Safari"),
        ("curl/8.5", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_a_device_has_a_name(said: str, name: str) -> None:
    assert device_name(said) == name
