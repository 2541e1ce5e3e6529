# SPDX-License-Identifier: Apache-2.0
"""What is changed in a module: its tree with every change behind a switch. Pure.

Changed is what runs when a function is called. What is worked out when the module is imported
(tables, defaults, decorators, patterns) stays, but for whole numbers with a name: a function that
reads one reads it a step off.
"""

from __future__ import annotations

import ast
import copy
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The list of switches in a changed module: site → 0 for the code as written, else the change.
SWITCHES = "__mutants__"
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}
#: Signs of a change's name; a shorter one than the second is told with its line.
_SHOWN, _SHORT = 80, 6


@dataclass(frozen=True)
class Mutant:
    """One change: the number of its site, which of the site's changes, and words that name it."""

    site: int
    choice: int
    name: str


@dataclass(frozen=True)
class Changed:
    """A module's tree with its switches, how many sites it has, and every change."""

    tree: ast.Module
    sites: int
    mutants: tuple[Mutant, ...]


def changed(source: str) -> Changed:
    """Return the tree of a module's source with all its changes; raises SyntaxError."""
    tree = ast.parse(source)
    work = _Work(source, _numbers(tree))
    work.visit(tree)
    return Changed(ast.fix_missing_locations(tree), work.sites, tuple(work.mutants))


def _numbers(tree: ast.Module) -> frozenset[str]:
    """Return the names that the module binds to whole numbers."""
    names: set[str] = set()
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            pairs = (
                zip(target.elts, node.value.elts, strict=False)
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                else [(target, node.value)]
            )
            names |= {
                name.id for name, value in pairs if isinstance(name, ast.Name) and _whole(value)
            }
    return frozenset(names)


def _whole(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


class _Work(ast.NodeTransformer):
    def __init__(self, source: str, numbers: frozenset[str]) -> None:
        self.lines = source.splitlines()
        self.numbers = numbers
        self.mutants: list[Mutant] = []
        self.sites = 0
        self._names: list[str] = []
        self._returns: list[str] = []
        self._seen: dict[str, int] = {}

    # -- What is walked into, and what is left as it is ----------------------------------------

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return self._definition(node)
        if isinstance(node, ast.Lambda):
            return self._lambda(node)
        if not self._returns:
            return self.generic_visit(node)
        if isinstance(node, ast.AnnAssign):
            node.value = node.value and self.visit(node.value)  # type: ignore[assignment]
            return node
        if isinstance(node, ast.pattern):
            return node
        before = copy.deepcopy(node)
        after = self.generic_visit(node)
        if isinstance(before, ast.expr):
            return self._switched(before, cast("ast.expr", after), self._expressions(before))
        if isinstance(before, ast.stmt):
            return self._statement(before, cast("ast.stmt", after))
        if isinstance(before, ast.comprehension):
            return self._filtered(before, cast("ast.comprehension", after))
        return after

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.AST:
        self._names.append(node.name)
        if isinstance(node, ast.ClassDef):
            outer, self._returns = self._returns, []
        else:
            outer = list(self._returns)
            self._returns.append(ast.unparse(node.returns) if node.returns else "")
        node.body = [cast("ast.stmt", self.visit(part)) for part in node.body]
        self._returns = outer
        self._names.pop()
        return node

    def _lambda(self, node: ast.Lambda) -> ast.AST:
        self._returns.append("")
        node.body = cast("ast.expr", self.visit(node.body))
        self._returns.pop()
        return node

    # -- The changes ---------------------------------------------------------------------------

    def _expressions(self, node: ast.expr) -> Iterator[ast.expr]:
        match node:
            case ast.Compare():
                yield from _compared(node)
            case ast.BoolOp(op=op, values=values):
                yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
                yield ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right)
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
                yield operand
            case ast.Constant(value=bool() | int()):
                yield from _told(node)
            case ast.Name(id=name, ctx=ast.Load()) if name in self.numbers:
                yield ast.BinOp(node, ast.Add(), ast.Constant(1))
                yield ast.BinOp(node, ast.Sub(), ast.Constant(1))
            case ast.Call(func=ast.Name(id=name)) if name in _CALLED:
                yield ast.Call(ast.Name(_CALLED[name], ast.Load()), node.args, node.keywords)
            case ast.IfExp(test=test) if _plain(test):
                yield ast.IfExp(ast.UnaryOp(ast.Not(), test), node.body, node.orelse)

    def _statement(self, before: ast.stmt, after: ast.stmt) -> ast.stmt:
        match before, after:
            case ast.Return(value=ast.expr() as was), ast.Return(value=ast.expr() as now):
                after.value = self._switched(was, now, self._returned(was), "return ")
            case ((ast.If(test=was) | ast.While(test=was)), (ast.If() | ast.While())) if _plain(
                was
            ):
                negated = ast.UnaryOp(ast.Not(), was)
                after.test = self._switched(was, after.test, [negated])
            case ((ast.Raise() | ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom())), _):
                self._note(before, "nothing", self.sites, 1)
                self.sites += 1
                off = ast.UnaryOp(ast.Not(), _switch(self.sites - 1))
                return ast.copy_location(ast.If(off, [after], []), before)
        return after

    def _filtered(self, before: ast.comprehension, after: ast.comprehension) -> ast.comprehension:
        after.ifs = [
            self._switched(was, now, [ast.UnaryOp(ast.Not(), was)]) if _plain(was) else now
            for was, now in zip(before.ifs, after.ifs, strict=True)
        ]
        return after

    def _returned(self, was: ast.expr) -> Iterator[ast.expr]:
        values = (True, False) if self._returns[-1] == "bool" else (None,)
        told = was.value if isinstance(was, ast.Constant) else ...
        yield from (ast.Constant(value) for value in values if type(told) is not type(value))

    def _switched(
        self,
        before: ast.expr,
        after: ast.expr,
        others: Iterator[ast.expr] | list[ast.expr],
        word: str = "",
    ) -> ast.expr:
        found = list(others)
        if not found:
            return after
        site, self.sites = self.sites, self.sites + 1
        for choice, other in enumerate(found, 1):
            self._note(before, word + ast.unparse(other), site, choice, word)
        chain = found[-1]
        for choice, other in list(enumerate(found, 1))[-2::-1]:
            is_on = ast.Compare(_switch(site), [ast.Eq()], [ast.Constant(choice)])
            chain = ast.IfExp(is_on, other, chain)
        return ast.copy_location(ast.IfExp(_switch(site), chain, after), before)

    def _note(
        self, before: ast.expr | ast.stmt, new: str, site: int, choice: int, word: str = ""
    ) -> None:
        line = self.lines[before.lineno - 1].strip()
        was, now = (
            textwrap.shorten(text, _SHOWN, placeholder="…")
            for text in (word + ast.unparse(before), new)
        )
        place = f" in `{line}`" if len(was) < _SHORT else ""
        name = f"{'.'.join(self._names)}: `{was}` → `{now}`{place}"
        self._seen[name] = count = self._seen.get(name, 0) + 1
        self.mutants.append(Mutant(site, choice, name if count == 1 else f"{name} ({count})"))


def _compared(node: ast.Compare) -> Iterator[ast.expr]:
    for place, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            new = copy.deepcopy(node)
            new.ops[place] = other()
            yield new


def _told(node: ast.Constant) -> Iterator[ast.expr]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield from (ast.Constant(node.value + 1), ast.Constant(node.value - 1))


def _switch(site: int) -> ast.expr:
    return ast.Subscript(ast.Name(SWITCHES, ast.Load()), ast.Constant(site), ast.Load())


def _plain(test: ast.expr) -> bool:
    """Tell whether a condition has no change of its own that turns it round."""
    return not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)
