# SPDX-License-Identifier: Apache-2.0
"""Production as a whole: the machine of the document, the proxy, the compose file, the image."""
