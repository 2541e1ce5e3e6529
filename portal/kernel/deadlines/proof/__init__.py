# SPDX-License-Identifier: Apache-2.0
"""Why a due date is that day: each day counted or not, with its source."""
