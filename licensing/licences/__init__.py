# SPDX-License-Identifier: Apache-2.0
"""Licences: in force, suspended, renewed, ended."""
