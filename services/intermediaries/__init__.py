# SPDX-License-Identifier: Apache-2.0
"""Intermediary services: the list, providers, offers, the applicant's choice."""
