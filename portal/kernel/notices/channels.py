# SPDX-License-Identifier: Apache-2.0
"""The ways out of the house: SMTP and the SMS gateway. Both are given a stable request id."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from portal.kernel.notices.models import Delivery

#: Seconds to wait for the SMS gateway.
SMS_TIMEOUT = 5.0


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would be followed without the message and count as taken."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def send_email(delivery: Delivery, address: str) -> None:
    """Hand one mail to SMTP. A repeated try carries the same Message-ID.

    Raises OSError or smtplib.SMTPException when the server did not take it.
    """
    notice = delivery.notice
    link = f"\n\n{settings.PUBLIC_URL}{notice.link}" if notice.link else ""
    mail = EmailMessage(
        subject=_("【一窗】%(title)s") % {"title": " ".join(notice.title.split())},
        body=f"{notice.body}{link}\n",
        to=[address],
        headers={"Message-ID": f"<{delivery.request_id}@{settings.MAIL_DOMAIN}>"},
    )
    mail.send(fail_silently=False)


def send_sms(delivery: Delivery, phone: str) -> None:
    """Post one notice as a short message; raises OSError when nobody took it."""
    send_text(delivery.request_id, phone, delivery.notice.body)


def send_text(request_id: str, phone: str, text: str) -> None:
    """Post one short message to the gateway, which drops a request id that it has seen.

    Without a gateway a demo keeps it as a file. Raises OSError (urllib.error.URLError) or
    http.client.HTTPException when nobody took it; whoever sends us elsewhere has not taken it.
    """
    url: str = settings.SMS_GATEWAY_URL
    if not url and settings.SMS_FILE_PATH:
        settings.SMS_FILE_PATH.mkdir(parents=True, exist_ok=True)
        (settings.SMS_FILE_PATH / f"{request_id}.txt").write_text(f"{phone}\n{text}\n", "utf-8")
        return
    if not url.startswith(("http://", "https://")):
        raise OSError("SMS gateway address is not http(s)")
    data = json.dumps({"request_id": request_id, "to": phone, "text": text}).encode()
    request = urllib.request.Request(  # noqa: S310 - scheme checked above
        url, data=data, headers={"Content-Type": "application/json"}
    )
    with _opener.open(request, timeout=SMS_TIMEOUT):
        pass
