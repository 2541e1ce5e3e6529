# SPDX-License-Identifier: Apache-2.0
"""Small changes to rules, each of which a test must notice.

A module is compiled once with all its changes inside, each behind a switch that is off
(``changing``), and is put in place before anything imports it (``hook``); so a decorated function
and one that others imported by name have them, too. ``session`` turns them on one by one, each in
a forked process that runs only the tests that come by.
"""
