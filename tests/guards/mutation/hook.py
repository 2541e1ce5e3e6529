# SPDX-License-Identifier: Apache-2.0
"""Puts changed modules in the place of those that would be imported."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from tests.guards.mutation import changing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CodeType, ModuleType

    from tests.guards.mutation.changing import Mutant


class Reached(list[int]):
    """Switches that are all off and remember which sites were come by."""

    def __init__(self, sites: int) -> None:
        super().__init__([0] * sites)
        self.sites: set[int] = set()

    def __getitem__(self, site: int) -> int:  # type: ignore[override]
        self.sites.add(site)
        return 0


class Broken(list[int]):
    """Switches that break whatever comes by: a test that is still green stands on other code."""

    def __getitem__(self, site: int) -> int:  # type: ignore[override]
        raise AssertionError(f"site {site} was come by")


class Finder(MetaPathFinder):
    """Finds the modules that are to be changed; raises ImportError for one imported before."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self.mutants: dict[str, tuple[Mutant, ...]] = {}
        self.sites: dict[str, int] = {}
        if early := sorted(self.names & set(sys.modules)):
            raise ImportError(f"imported before they were changed: {early}")

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return where a module to be changed is, None for every other."""
        if fullname not in self.names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            return None
        spec.loader = _Loader(fullname, spec.origin, self)
        return spec

    def switch(self, name: str, switches: list[int]) -> None:
        """Set the switches of a changed module."""
        setattr(sys.modules[name], changing.SWITCHES, switches)


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, finder: Finder) -> None:
        super().__init__(fullname, path)
        self._finder = finder

    def get_code(self, fullname: str) -> CodeType:
        """Return the changed code; never that kept from a run before."""
        found = changing.changed(Path(self.path).read_text("utf-8"))
        self._finder.mutants[fullname] = found.mutants
        self._finder.sites[fullname] = found.sites
        return compile(found.tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with all switches off."""
        code = self.get_code(module.__name__)
        setattr(module, changing.SWITCHES, [0] * self._finder.sites[module.__name__])
        exec(code, vars(module))  # noqa: S102 - that is what a loader does
