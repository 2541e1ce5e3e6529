# SPDX-License-Identifier: Apache-2.0
"""Pages about what is kept how long, and what stays although its time is over."""
