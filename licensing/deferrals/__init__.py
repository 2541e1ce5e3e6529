# SPDX-License-Identifier: Apache-2.0
"""容缺: a secondary material that comes later, against a commitment."""
