# SPDX-License-Identifier: Apache-2.0
"""The way of an application as a flow: stages in order, what runs side by side within each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.items.regimes import regime_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.items.models.version import OfferingVersion


@dataclass(frozen=True)
class Node:
    """One thing that happens. ``kind``: step, special (特殊环节), visit (现场踏勘), part (联办)."""

    label: str
    note: str = ""
    kind: str = "step"


@dataclass(frozen=True)
class Stage:
    """What happens at one time; several nodes run side by side."""

    nodes: tuple[Node, ...]

    @property
    def is_parallel(self) -> bool:
        """Tell whether several steps run beside each other."""
        return len(self.nodes) > 1


def flow_of(version: OfferingVersion) -> list[Stage]:
    """Return the stages of an item from the application to the result."""
    return [Stage(tuple(nodes)) for nodes in _stages(version)]


def _days(days: int) -> str:
    return ngettext("%(days)d 个工作日", "%(days)d 个工作日", days) % {"days": days}


def _stages(version: OfferingVersion) -> Iterator[list[Node]]:
    regime = regime_of(version)
    yield [Node(_("申请"), _("网上或窗口") if version.is_online else _("窗口"))]
    if version.is_immediate:
        yield [Node(_("当场审查决定"), _("材料齐全即办"))]
    else:
        told = _("缺什么，%(days)s内一次说清") % {"days": _days(regime.correction_days)}
        yield [Node(_("受理"), told)]
        first, *later = _review(version)
        yield [*first, *_beside(version)]
        yield from later
    delivery = regime.delivery_days
    late = _("决定后%(days)s内") % {"days": _days(delivery)} if delivery else ""
    yield [Node(_("领取结果"), late or version.result_name)]


def _beside(version: OfferingVersion) -> list[Node]:
    """What goes on while the review begins: special steps, the visit, the parts of others."""
    nodes = []
    for procedure in version.special_procedures.all():
        note = _("约%(days)s") % {"days": _days(procedure.days)}
        note += _("，不计时限") if procedure.stops_statutory else _("，照计时限")
        nodes.append(Node(procedure.kind, note, "special"))
    named = any("踏勘" in node.label or "核查" in node.label for node in nodes)
    if version.has_site_visit and not named:
        nodes.append(Node(_("现场踏勘"), _("照计时限"), "visit"))
    if version.is_joint:
        nodes += [
            Node(part.organ.name, f"{part.name}，{_days(part.days)}", "part")
            for part in version.joint_parts.select_related("organ")
        ]
    return nodes


def _review(version: OfferingVersion) -> list[list[Node]]:
    """The groups of review steps of the deciding organ, in order; one at least."""
    own = [step for step in version.review_steps.all() if step.organ_id is None]
    groups = [
        [Node(step.name, _days(step.limit_days)) for step in steps]
        for _group, steps in groupby(own, key=lambda step: step.group)
    ]
    return groups or [[Node(_("审查决定"))]]
