# SPDX-License-Identifier: Apache-2.0
"""The guide of an item: outlook, flow, nearest place, printed sheet."""
