# SPDX-License-Identifier: Apache-2.0
"""Staff accounts from taking on to leaving: posts, rights and their review, first password, lock."""
