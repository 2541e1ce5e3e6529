# SPDX-License-Identifier: Apache-2.0
"""Bare Django to measure against: no middleware, no templates; same server, same database."""
