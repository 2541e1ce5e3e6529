# SPDX-License-Identifier: Apache-2.0
"""Terms as rows: started, moved, ended, swept, reminded of."""
