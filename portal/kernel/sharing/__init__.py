# SPDX-License-Identifier: Apache-2.0
"""Data for others: an organ asks an organ (ZY 42, CY 14), a notary or bank reads by consent."""
