# SPDX-License-Identifier: Apache-2.0
"""This machine: set-up, private PostgreSQL and Redis, and the programs of `make run`."""
