# SPDX-License-Identifier: Apache-2.0
"""Pages of data for others: requests between organs, consents of a person."""
