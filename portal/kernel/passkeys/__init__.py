# SPDX-License-Identifier: Apache-2.0
"""Passkeys (WebAuthn) of staff: a second factor that no imitated page can ask for."""
