# SPDX-License-Identifier: Apache-2.0
"""The search engine itself. Pure."""
