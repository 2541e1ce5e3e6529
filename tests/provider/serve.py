# SPDX-License-Identifier: Apache-2.0
"""Make the provider's tables and its one client, and serve."""

from __future__ import annotations

import os
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from tests.provider import CLIENT, SECRET
from tests.town import moving


class _Threading(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def _in_the_present_of_a_town(portal: Any) -> Any:
    """Answer in the town's time where there is a town."""

    def answer(environ: Any, start_response: Any) -> Any:
        with moving.travel():
            return portal(environ, start_response)

    return answer if moving.VARIABLE in os.environ else portal


def main() -> None:
    """Serve until the end."""
    django.setup()
    call_command("migrate", verbosity=0)
    from oauth2_provider.models import Application  # noqa: PLC0415 - exists after the set-up

    Application.objects.update_or_create(
        client_id=CLIENT,
        defaults={
            "client_secret": SECRET,
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
            "redirect_uris": os.environ["PROVIDER_REDIRECT"],
            "skip_authorization": True,
            "algorithm": Application.RS256_ALGORITHM,
        },
    )
    port = int(os.environ["PROVIDER_PORT"])
    application = _in_the_present_of_a_town(get_wsgi_application())
    make_server("127.0.0.1", port, application, server_class=_Threading).serve_forever()


if __name__ == "__main__":
    main()
