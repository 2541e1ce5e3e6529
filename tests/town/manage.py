# SPDX-License-Identifier: Apache-2.0
"""`manage.py` in the time of a test town; further words separated by `+` are further commands."""

from __future__ import annotations

import sys
from itertools import groupby

import django
from django.core.management import call_command

from tests.town import moving


def main() -> None:
    commands = [
        list(words)
        for is_plus, words in groupby(sys.argv[1:], lambda word: word == "+")
        if not is_plus
    ]
    with moving.travel():
        django.setup()
        for name, *words in commands:
            call_command(name, *words)


if __name__ == "__main__":
    main()
