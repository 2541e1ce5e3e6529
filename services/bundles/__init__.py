# SPDX-License-Identifier: Apache-2.0
"""一件事 as defined: several items applied for as one."""
