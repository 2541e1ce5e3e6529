# SPDX-License-Identifier: Apache-2.0
"""The calendar notices: read, loaded, stored."""
