# SPDX-License-Identifier: Apache-2.0
"""What a password must be, said in the reader's language."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's least length, whose message Django does not have in Chinese."""

    def get_error_message(self) -> str:
        """Say how long a password must be."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say how long a password must be."""
        return _("密码至少%(least)s位。") % {"least": self.min_length}
