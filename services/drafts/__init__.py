# SPDX-License-Identifier: Apache-2.0
"""Drafts of catalogue records: written, judged, reviewed, published."""
