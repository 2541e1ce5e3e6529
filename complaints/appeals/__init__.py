# SPDX-License-Identifier: Apache-2.0
"""Appeals and complaints (诉求): filed, handled, answered."""
