# SPDX-License-Identifier: Apache-2.0
"""What all editors' desks share: frame, forms, subjects, codes."""
