# SPDX-License-Identifier: Apache-2.0
"""Citizens who hand applications in over HTTP and press the button again when nothing comes back."""

from __future__ import annotations

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from licensing.apply import draft
from licensing.generating.generate import invented_uscc
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise
from portal.kernel.accounts.mandates import grant_mandate
from tests.chaos.processes import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from licensing.cases.models import Case
    from tests.city import City

ANSWER_WITHIN = 10.0  # seconds, then the citizen presses the button again
AT_ONCE = 4
_NUMBER = re.compile(r"^/cases/(\d{4}-\d{8}-\d+)/$")
_TOKEN = "c" * 32


def prepared(city: City, count: int) -> list[Case]:
    """Return drafts, each of another enterprise, ready to be handed in by Alice."""
    at = clock.now()
    form = {"contact_name": "张小丽", "contact_phone": "13800132046", "is_true": True}
    cases = []
    for number in range(1, count + 1):
        firm = ensure_enterprise(name=f"测试样例{number:05d}有限公司", uscc=invented_uscc(number))
        grant_mandate(agent=city.alice, principal=firm)
        case = draft.start_draft(
            version=city.food, applicant=firm, centre=city.centre, by=city.alice, at=at
        )
        cases.append(draft.save_form(case=case, form=form, by=city.alice, at=at))
    return cases


@dataclass
class Citizens:
    """Several at once, all signed in as Alice. ``given`` maps a draft to the number it got."""

    port: int
    city: City
    given: dict[int, str] = field(default_factory=dict)
    retries: int = 0
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        browser = Client()
        browser.force_login(self.city.alice)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={_TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def hand_in(self, cases: Sequence[Case]) -> None:
        """Hand every draft in, one after the other for each citizen."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self._persist, cases))

    def _persist(self, case: Case) -> None:
        if case.pk % 10 == 5:  # closes the page at once and presses again while the first runs
            self._press(case, impatient=True)
        self.given[case.pk] = self._until_answered(case)
        if case.pk % 10 == 0:  # the answer was not seen
            assert self._until_answered(case) == self.given[case.pk]

    def _until_answered(self, case: Case) -> str:
        until = time.monotonic() + PATIENCE
        pause = threading.Event()
        while (number := self._press(case)) is None:
            self.retries += 1
            assert time.monotonic() < until, f"draft {case.pk} was never taken"
            pause.wait(0.2)
        return number

    def _press(self, case: Case, *, impatient: bool = False) -> str | None:
        """Return the number that the portal answered with, None when it gave no good answer."""
        body = urlencode(
            {
                "csrfmiddlewaretoken": _TOKEN, "key": f"button-{case.pk}", "is_true": "on",
                "may_lack": "1",
            }
        )  # fmt: skip
        path = f"/apply/{self.city.food.offering.code}/{case.pk}/confirm/"
        started = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)
        try:
            link.request("POST", path, body, self._headers)
            if impatient:
                return None
            answer = link.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()
            self.waits.append(time.monotonic() - started)
        found = _NUMBER.match(answer.headers.get("Location", "")) if answer.status == 302 else None
        return found[1] if found else None
