# SPDX-License-Identifier: Apache-2.0
"""How long what is kept (保存期限), and what must not be deleted meanwhile (依法保全)."""
