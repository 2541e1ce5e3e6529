# SPDX-License-Identifier: Apache-2.0
"""The catalogue as files of others: spreadsheets, JSON, linked data. Pure but for `export`."""
