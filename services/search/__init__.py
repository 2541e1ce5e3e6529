# SPDX-License-Identifier: Apache-2.0
"""Finding an item in people's own words. ``engine`` and below are pure; ``live`` reads the database."""
