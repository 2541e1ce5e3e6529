# SPDX-License-Identifier: Apache-2.0
"""The case (办件): rows, states, terms, guards, story, papers, notices."""
