#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Django's command line. Without DATABASE_URL it starts the private servers under var/."""

from __future__ import annotations

import os
import sys

NEEDS_NO_SERVER = {
    "help",
    "version",
    "--version",
    "makemessages",
    "compilemessages",
    "collectstatic",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the environment

    from portal.local import embedded  # noqa: PLC0415 - after the environment

    if len(sys.argv) > 1 and sys.argv[1] not in NEEDS_NO_SERVER:
        embedded.ensure_running()
        embedded.refuse_other_keys()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
