# SPDX-License-Identifier: Apache-2.0
"""Ratings (好差评) of a finished matter."""
