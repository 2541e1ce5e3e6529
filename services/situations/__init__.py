# SPDX-License-Identifier: Apache-2.0
"""Situations (情形): the questions that fit materials to the applicant."""
