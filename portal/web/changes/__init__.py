# SPDX-License-Identifier: Apache-2.0
"""Changes by two people: what is proposed, what it would reach, who confirms."""
