# SPDX-License-Identifier: Apache-2.0
"""``api_client``: let a system of an office in, change its secret, end it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.clients.actions import end_client, open_client, renew_secret
from portal.kernel.clients.models import ApiClient
from portal.kernel.clients.rules import SCOPES
from portal.kernel.errors import PortalError
from portal.kernel.places.models import Organ

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Open, renew or end a system that asks the API; a secret is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="login name of a system administrator")
        acts = parser.add_subparsers(dest="act", required=True)
        opening = acts.add_parser("open")
        opening.add_argument("name")
        opening.add_argument("--organ", required=True, help="name of the organ")
        opening.add_argument("--scope", action="append", required=True, choices=sorted(SCOPES))
        opening.add_argument("--valid-to", required=True, type=date.fromisoformat)
        for name in ("renew", "end"):
            acts.add_parser(name).add_argument("client_id")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError("no such account")
        try:
            self._act(by, options)
        except PortalError as error:
            raise CommandError(str(error)) from error

    def _act(self, by: User, options: dict[str, Any]) -> None:
        at = clock.now()
        if options["act"] == "open":
            organ = Organ.objects.filter(name=options["organ"]).first()
            if organ is None:
                raise CommandError("no such organ")
            client, secret = open_client(
                name=options["name"], organ=organ, scopes=options["scope"],
                valid_to=options["valid_to"], by=by, at=at,
            )  # fmt: skip
            number = client.application.client_id
            self.stdout.write(f"client id: {number}\nclient secret: {secret}")
            return
        found = ApiClient.objects.filter(application__client_id=options["client_id"]).first()
        if found is None:
            raise CommandError("no such client")
        if options["act"] == "renew":
            self.stdout.write(f"client secret: {renew_secret(client=found, by=by, at=at)}")
        else:
            end_client(client=found, by=by, at=at)
            self.stdout.write("ended")
