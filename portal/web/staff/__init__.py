# SPDX-License-Identifier: Apache-2.0
"""The desk of those who keep staff accounts: people, rights, systems of other offices."""
