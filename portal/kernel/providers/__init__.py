# SPDX-License-Identifier: Apache-2.0
"""Providers that know who somebody is (a national identity door): OpenID Connect, fail closed."""
