# SPDX-License-Identifier: Apache-2.0
"""What the API tells of a deadline that somebody asked for."""

from __future__ import annotations

from rest_framework import serializers


class DeadlineDaySerializer(serializers.Serializer[object]):
    """One day of the walk and why it counts or not."""

    date = serializers.DateField()
    counted = serializers.BooleanField()
    why = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of that name


class DeadlineSerializer(serializers.Serializer[object]):
    """A due date with its proof, as the command ``deadline --json`` prints it."""

    start = serializers.CharField()
    limit = serializers.IntegerField()
    unit = serializers.CharField()
    due_on = serializers.DateField(allow_null=True, help_text="null while a pause is open")
    due_at = serializers.CharField(required=False, help_text="for hours only")
    remaining = serializers.IntegerField(allow_null=True)
    standing = serializers.CharField(help_text="running, due_soon, overdue or paused")
    sentence = serializers.CharField(help_text="the proof in words")
    citation = serializers.CharField()
    days = DeadlineDaySerializer(many=True)
