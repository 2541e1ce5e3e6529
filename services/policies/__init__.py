# SPDX-License-Identifier: Apache-2.0
"""Policies for enterprises: conditions, cards, trial, evaluation."""
