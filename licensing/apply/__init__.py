# SPDX-License-Identifier: Apache-2.0
"""Acts of the applicant: draft, table, submit."""
