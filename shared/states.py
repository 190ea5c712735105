"""State machines written as tables.

A table lists every move an entity can make, one row each. It is checked when the module is
imported, drives the entity's methods, and is what the documentation and the tests are made from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, Self, TypeVar

from shared.errors import Conflict


class Named(StrEnum):
    """A word of the API, with its Chinese name: a Chinese sentence says the name.

    An action that no person takes has none: nobody is told that he may do it.
    """

    zh: str

    def __new__(cls, value: str, zh: str = "") -> Self:
        """The word itself, and `zh` beside it."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.zh = zh
        return word


S = TypeVar("S", bound=Named)
A = TypeVar("A", bound=Named)


@dataclass(eq=False)
class IllegalMove(Conflict):
    """The current state does not allow this action."""

    machine: str
    state: Named
    action: Named
    allowed: list[Named]
    reason_zh: str = field(init=False)
    reason_en: str = field(init=False)

    zh: ClassVar[str] = "当前状态（{state}）不能办理此操作。{reason_zh}。"
    en: ClassVar[str] = "In the state {state} {action} is not allowed. {reason_en}."

    def __post_init__(self) -> None:
        """Say what can be done instead."""
        by_hand = [one for one in self.allowed if one.zh]
        if by_hand:
            self.reason_zh = f"现在可以：{'、'.join(one.zh for one in by_hand)}"
            self.reason_en = f"Possible now: {', '.join(by_hand)}"
        elif self.allowed:
            self.reason_zh = "目前无需人工办理，请稍后刷新查看"
            self.reason_en = "Nothing is to be done by hand now; reload it later"
        else:
            self.reason_zh = "事项已结束，不再办理"
            self.reason_en = "It is over, and nothing more is done with it"


def from_any(sources: Iterable[S], action: A, target: S) -> list[tuple[S, A, S]]:
    """One row for each source: the same action leads from all of them to the same state."""
    return [(source, action, target) for source in sources]


class StateTable(Generic[S, A]):
    """Every legal move of one entity: (from, action, to)."""

    def __init__(self, name: str, *, initial: S, moves: Sequence[tuple[S, A, S]]) -> None:
        self.name = name
        self.initial = initial
        self.moves = moves
        self._targets = {(source, action): target for source, action, target in moves}
        assert len(self._targets) == len(moves), f"{name}: one (from, action) pair has two rows"
        assert self._reachable() == set(type(initial)), f"{name}: some state cannot be reached"

    def after(self, state: S, action: A) -> S:
        """The state that `action` leads to, or IllegalMove."""
        if (state, action) not in self._targets:
            raise IllegalMove(self.name, state, action, [*self.allowed(state)])
        return self._targets[state, action]

    def allowed(self, state: S) -> list[A]:
        """The actions open to an entity in `state`; none when the state is final."""
        return [action for source, action, _ in self.moves if source is state]

    def mermaid(self) -> str:
        """The table as a Mermaid state diagram."""
        arrows = [f"    {source} --> {target}: {action}" for source, action, target in self.moves]
        finals = [f"    {state} --> [*]" for state in type(self.initial) if not self.allowed(state)]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *arrows, *finals])

    def _reachable(self) -> set[S]:
        reached = {self.initial}
        for _ in self.moves:
            reached |= {target for source, _, target in self.moves if source in reached}
        return reached
