# SPDX-License-Identifier: Apache-2.0
"""Emergencies that relieve terms of an area."""
