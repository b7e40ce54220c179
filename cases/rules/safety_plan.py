"""What a person can do herself: dated steps chosen by her answers, the safest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from cases.rules.tables import Table, read_table

FOLDER = Path(__file__).with_name("safety_plan")
ORDER = FOLDER / "order.toml"
GRADES = ("V2", "V1", "M")
ADULT, YOUNG, BOTH = "adult", "young", "both"


@dataclass(frozen=True)
class Told:
    """The answers a plan is made from. `young` decides the list alone."""

    sources: Collection[str] = ()
    harm: str = ""
    device: str = ""
    young: bool = False


@dataclass(frozen=True)
class Way:
    """How it is done on one system."""

    system: str
    do: str


@dataclass(frozen=True)
class Step:
    """One thing to do: what, how, what may be noticed, and where we have it from."""

    key: str
    part: str
    whom: str
    title: str
    say: tuple[str, ...]
    ways: tuple[Way, ...]
    warning: str
    source: str
    unfound: str
    grade: str
    checked: date
    sources: tuple[str, ...]
    harms: tuple[str, ...]
    devices: tuple[str, ...]
    has_services: bool

    @property
    def is_from_memory(self) -> bool:
        """Nobody read a page for it, so names in menus may differ."""
        return self.grade == "M"

    @property
    def is_about_the_device(self) -> bool:
        return bool(self.devices)

    def fits(self, told: Told) -> bool:
        """Made for her age, and for everyone or for one of her answers."""
        if self.whom not in (BOTH, YOUNG if told.young else ADULT):
            return False
        asked = (*self.sources, *self.harms, *self.devices)
        given = {told.harm, told.device, *told.sources}
        return not asked or any(answer in given for answer in asked)


@dataclass(frozen=True)
class Part:
    """The steps to take first, next, or when she is ready."""

    key: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Book:
    """Every part and step there is."""

    parts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]


def plan(told: Told) -> list[Part]:
    """The parts of her plan that have a step for her."""
    return _arranged(step for step in book().steps if step.fits(told))


def held(told: Told) -> list[Part]:
    """What may stand on a screen that someone else may watch: how to get away from it, and nothing else."""
    return _arranged(step for step in book().steps if step.fits(told) and step.is_about_the_device)


def is_held(told: Told) -> bool:
    """Whether the whole plan on this screen could give her away."""
    return told.device == "watched" or ("stalkerware" in told.sources and told.device != "safe")


def titles(told: Told) -> list[str]:
    """What a caseworker needs to go through the same steps on the phone."""
    return [step.title for part in plan(told) for step in part.steps]


@cache
def book() -> Book:
    """Everything in safety_plan/, read completely and in the order of order.toml."""
    written = [step for file in sorted(FOLDER.glob("*.toml")) if file != ORDER for step in _steps(file)]
    table = read_table(ORDER)
    parts, order = [], []
    for each in table.tables("parts"):
        parts.append((each.text("key"), each.text("title")))
        order += [(name, parts[-1][0]) for name in each.texts("steps")]
        each.close()
    table.close()
    if sorted(name for name, _ in order) != sorted(step.key for step in written):
        raise table.error("parts", "must name each step once")
    named = {step.key: step for step in written}
    return Book(tuple(parts), tuple(replace(named[name], part=part) for name, part in order))


def _arranged(steps: Iterable[Step]) -> list[Part]:
    chosen = list(steps)
    parts = [
        Part(key, title, tuple(step for step in chosen if step.part == key)) for key, title in book().parts
    ]
    return [part for part in parts if part.steps]


def _steps(file: Path) -> list[Step]:
    table = read_table(file)
    made = [_step(each) for each in table.tables("steps")]
    table.close()
    return made


def _step(table: Table) -> Step:
    made = Step(
        key=table.text("key"),
        part="",  # order.toml says
        whom=table.choice("whom", (ADULT, YOUNG, BOTH)),
        title=table.text("title"),
        say=table.texts("say"),
        ways=tuple(_way(each) for each in table.tables("ways")),
        warning=table.text("warning", ""),
        source=table.text("source"),
        unfound=table.text("unfound", ""),
        grade=table.choice("grade", GRADES),
        checked=table.day("checked"),
        sources=table.texts("sources"),
        harms=table.texts("harms"),
        devices=table.texts("devices"),
        has_services=table.flag("services", False),
    )
    table.close()
    return made


def _way(table: Table) -> Way:
    made = Way(table.text("system"), table.text("do"))
    table.close()
    return made
