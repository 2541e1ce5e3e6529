# SPDX-License-Identifier: Apache-2.0
"""Special procedures, hearings, inspections."""
