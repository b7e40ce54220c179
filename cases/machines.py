"""The three machines read off the models, so that papers and pages cannot drift from the code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cases.models import Case, Location, Notice
from cases.models.base import StateMachine


@dataclass(frozen=True)
class Move:
    """One transition: its name, the states it leaves, the state it reaches and what must hold."""

    name: str
    sources: tuple[str, ...]
    target: str
    condition: str


@dataclass(frozen=True)
class Machine:
    """One model's states and moves, in the order in which the code names them."""

    name: str
    start: str
    states: tuple[str, ...]
    final: tuple[str, ...]
    moves: tuple[Move, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def machines() -> tuple[Machine, ...]:
    return tuple(read(model) for model in (Case, Notice, Location))


def read(model: type[StateMachine]) -> Machine:
    field = model._meta.get_field("state")
    states = tuple(str(value) for value in model.State.values)  # type: ignore[attr-defined]
    by_name: dict[str, list[Any]] = {}
    for transition in field.get_all_transitions(model):  # type: ignore[union-attr]
        by_name.setdefault(transition.name, []).append(transition)
    written = [name for name in vars(model) if name in by_name]
    return Machine(
        name=model.__name__,
        start=str(field.get_default()),  # type: ignore[union-attr]
        states=states,
        final=tuple(str(state) for state in model.FINAL),  # type: ignore[attr-defined]
        moves=tuple(move(name, by_name[name], states) for name in written),
    )


def move(name: str, transitions: Sequence[Any], states: Sequence[str]) -> Move:
    sources = {str(transition.source) for transition in transitions}
    conditions = list(dict.fromkeys(one for transition in transitions for one in transition.conditions))
    return Move(
        name=name,
        sources=tuple(state for state in states if state in sources),
        target=str(transitions[0].target),
        condition="; ".join(in_words(condition) for condition in conditions),
    )


def in_words(condition: Callable[..., bool]) -> str:
    """What the condition promises in its docstring, or else its own name as words."""
    promise = (condition.__doc__ or "").partition("\n")[0].rstrip(".")
    return promise or condition.__name__.replace("_", " ")


def markdown(found: Sequence[Machine]) -> str:
    """One table per machine, as it stands in docs/states.md."""
    return "\n\n".join(table(machine) for machine in found)


def table(machine: Machine) -> str:
    head = f"**{machine.name}** (starts {machine.start}; final: {', '.join(machine.final)})"
    rows = [
        f"| {one.name} | {', '.join(one.sources)} | {one.target} | {one.condition} |" for one in machine.moves
    ]
    return "\n".join([head, "", "| transition | from | to | condition |", "|---|---|---|---|", *rows])
