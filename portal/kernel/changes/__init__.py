# SPDX-License-Identifier: Apache-2.0
"""Changes that one person proposes and another confirms, with a list of what they would change."""
