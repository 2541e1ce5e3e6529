# SPDX-License-Identifier: Apache-2.0
"""What can be done with the terms and pauses of a subject."""
