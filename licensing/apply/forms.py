# SPDX-License-Identifier: Apache-2.0
"""Forms of an application, online and at the counter. What is allowed is decided by the acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from licensing.apply.draft import CONTACT_LINES
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.rules import check_phone
from portal.kernel.wording import TOO_LONG
from services.tables.inputs import FIELD, input_of
from services.tables.rules import FieldSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict
    from django_stubs_ext import StrOrPromise

    from licensing.apply.prefill import Known
    from services.tables.models import FormField


class ApplicantForm(forms.Form):
    """For whom is the application?"""

    applicant = forms.ModelChoiceField(
        label=_("为谁申请？"),
        queryset=Party.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, principals: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["applicant"]
        field.queryset = principals  # type: ignore[attr-defined]
        field.label_from_instance = lambda party: (  # type: ignore[attr-defined]
            f"{party.name}（{party.masked_number}）"
        )


def _line(name: str, label: StrOrPromise, **more: Any) -> forms.CharField:
    """Return a line of the contact; one too long is refused in the words of the act."""
    said = {"max_length": TOO_LONG}
    return forms.CharField(label=label, max_length=CONTACT_LINES[name], error_messages=said, **more)


class ContactForm(forms.Form):
    """Whom can we reach?"""

    contact_name = _line("contact_name", _("联系人"))
    contact_phone = _line(
        "contact_phone",
        _("联系电话"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    address = _line("address", _("经营地址或住址"), required=False)
    remark = _line(
        "remark",
        _("要说明的情况"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_contact_phone(self) -> str:
        phone: str = self.cleaned_data["contact_phone"]
        for problem in check_phone(phone):
            raise forms.ValidationError(problem.message, code=problem.code)
        return phone


class ConfirmForm(forms.Form):
    """The applicant vouches for the file, and promises what is still missing."""

    is_true = forms.BooleanField(label=_("我确认所填内容和所交材料真实、有效"), required=False)
    commitment = forms.BooleanField(
        label=_("我承诺在规定日期前补交以上材料；逾期不补，同意退件，并可能影响以后的容缺申请"),
        required=False,
    )


# -- The contact step of an application: whom to reach, and the item's own fields --------------


class TableForm(ContactForm):
    """Contact and table in one: every value is checked by the rules of its field."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        fields: Sequence[FormField],
        known: Mapping[str, Known],
        initial: Mapping[str, Any],
        on_file: str = "",
    ) -> None:
        filled = {f"{FIELD}{code}": one.value for code, one in known.items()}
        super().__init__(data, initial={**filled, **initial})
        if any(field.source == FieldSource.ADDRESS for field in fields):
            del self.fields["address"]  # the table asks for it
        for field in fields:
            origin = known.get(field.code)
            source = origin.source if origin else ""
            self.fields[f"{FIELD}{field.code}"] = input_of(field, source, on_file)

    @property
    def table(self) -> list[forms.BoundField]:
        """The item's own fields."""
        return [one for one in self if one.name.startswith(FIELD)]

    @property
    def contact(self) -> list[forms.BoundField]:
        """The fields that every application has."""
        return [one for one in self if not one.name.startswith(FIELD)]
