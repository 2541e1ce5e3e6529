# SPDX-License-Identifier: Apache-2.0
"""Absences of staff: who is away, who stands in, what is passed on."""
