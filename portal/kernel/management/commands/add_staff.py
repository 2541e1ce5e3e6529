# SPDX-License-Identifier: Apache-2.0
"""``add_staff``: open an account for a member of staff and bind an authenticator."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import segno
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid
from portal.kernel.places.models import Centre, Organ
from portal.kernel.staff.actions import add_staff, bind_authenticator

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Open a staff account; prints the first password and the authenticator's QR once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", action="append", required=True, choices=Role.values)
        parser.add_argument("--organ", help="name of the organ")
        parser.add_argument("--centre", help="code of the centre")

    def handle(self, *args: Any, **options: Any) -> None:
        organ = Organ.objects.filter(name=options["organ"]).first()
        centre = Centre.objects.filter(code=options["centre"]).first()
        if (options["organ"] and organ is None) or (options["centre"] and centre is None):
            raise CommandError("no such organ or centre")
        try:
            member, password = add_staff(
                username=options["username"],
                name=options["name"],
                roles=options["role"],
                organ=organ,
                centre=centre,
            )
        except Invalid as error:
            raise CommandError(str(error)) from error
        address = bind_authenticator(user=member.user)
        self.stdout.write(f"first password: {password}\nauthenticator: {address}")
        picture = io.StringIO()
        segno.make(address).terminal(picture, compact=True)
        self.stdout.write(picture.getvalue())
