# SPDX-License-Identifier: Apache-2.0
"""Forms of licensing. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.delivery.models import HandoverMethod


class DeliveryForm(forms.Form):
    method = forms.ChoiceField(
        label=_("送达方式"),
        choices=[one for one in HandoverMethod.choices if one[0] != HandoverMethod.ONLINE],
    )
    recipient = forms.CharField(label=_("领取人"), max_length=100)
    tracking_number = forms.CharField(label=_("邮寄单号"), max_length=40, required=False)
