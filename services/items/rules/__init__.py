# SPDX-License-Identifier: Apache-2.0
"""What a record of the catalogue must hold to. Pure."""
