# SPDX-License-Identifier: Apache-2.0
"""The editor's page of one line of a form, and the form as the applicant will see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.registers.models import Register
from services.editors.forms import EntryForm
from services.tables.field_rules import CHOICE, LABEL, MOST_CHOICES, TEXT, Definition
from services.tables.inputs import TableInputs
from services.tables.models import FormField
from services.tables.rules import FieldKind, FieldSource
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class FieldForm(EntryForm):
    """What a line is; what is wrong with it is said by the action."""

    label = forms.CharField(label=_("名称"), max_length=LABEL)
    kind = forms.ChoiceField(label=_("类型"), choices=FieldKind.choices)
    is_required = forms.BooleanField(label=_("必填（只管本事项）"), required=False)
    help = forms.CharField(label=_("说明"), max_length=TEXT, required=False)
    choices = forms.CharField(
        label=_("可选内容"),
        help_text=_("只有“选一项”才写，一行一项。"),
        max_length=(CHOICE + 2) * MOST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    pattern = forms.CharField(
        label=_("格式"),
        help_text=_("只用于文字和数字，例如 [0-9]{1,6} 是一到六位数字；不限就空着。"),
        max_length=TEXT,
        required=False,
    )
    source = forms.ChoiceField(label=_("可从哪里取得"), choices=FieldSource.choices)
    source_title = forms.CharField(
        label=_("证照名称，或者登记库里的哪一项"),
        max_length=TEXT,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [
            f"{register.code}.{code}（{register.name}：{label}）"
            for register in Register.objects.filter(is_active=True).order_by("code")
            for code, label in register.fields.items()
        ]
        said = _("从证照取得的，写证照上的名称；从登记库取得的，写这里面的一个：%(values)s")
        self.fields["source_title"].help_text = said % {"values": "，".join(told) or _("现在没有")}

    def definition(self) -> Definition:
        """Return what was typed; what could not be read is left empty."""
        told = self.cleaned_data
        lines = (tidy(line) for line in told.get("choices", "").splitlines())
        return Definition(
            label=tidy(told.get("label", "")),
            kind=told.get("kind", ""),
            help=tidy(told.get("help", "")),
            pattern=told.get("pattern", "").strip(),
            choices=tuple(line for line in lines if line),
            source=told.get("source") or FieldSource.ASKED,
            source_title=tidy(told.get("source_title", "")),
        )


def start_with(field: FormField) -> dict[str, Any]:
    """Return what the page shows of a line before anything is typed."""
    names = ("label", "kind", "is_required", "help", "pattern", "source", "source_title")
    return {**{name: getattr(field, name) for name in names}, "choices": "\n".join(field.choices)}


def as_line(definition: Definition, *, is_required: bool) -> FormField:
    """Return a line that is not kept, for a preview; an unknown kind shows as text."""
    return FormField(
        code="preview",
        label=definition.label,
        kind=definition.kind or FieldKind.TEXT,
        is_required=is_required,
        help=definition.help,
        pattern="",
        choices=list(definition.choices),
        source=definition.source,
    )


def preview_of(lines: Sequence[FormField], data: Mapping[str, Any] | None = None) -> TableInputs:
    """Return the lines of a form as the applicant sees them."""
    sources = {
        line.code: _("能从“%(where)s”取得的会先填好") % {"where": line.get_source_display()}
        for line in lines
        if line.source != FieldSource.ASKED
    }
    return TableInputs(lines, sources, data, auto_id="see_%s")
