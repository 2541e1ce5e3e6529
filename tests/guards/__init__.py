# SPDX-License-Identifier: Apache-2.0
"""What tests of behaviour miss, looked at by `make guards`; not part of `make test`."""
