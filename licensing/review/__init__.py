# SPDX-License-Identifier: Apache-2.0
"""Review: steps, parts of organs, extension, who is late."""
