# SPDX-License-Identifier: Apache-2.0
"""What a request needs, apart from what the law needs: rights, limits, downloads, numbers."""
