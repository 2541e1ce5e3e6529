# SPDX-License-Identifier: Apache-2.0
"""Yellow and red cards for lateness: found, raised, appealed against."""
