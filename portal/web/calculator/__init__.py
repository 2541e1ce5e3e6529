# SPDX-License-Identifier: Apache-2.0
"""The calculator of due dates and its proof."""
