# SPDX-License-Identifier: Apache-2.0
"""Systems of other offices that ask this one by program: who they are and what they may read."""
