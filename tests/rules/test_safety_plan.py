"""The safety plan: steps for every answer, the safest first, each dated and sourced."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copy

import pytest

from cases.models import Case
from cases.rules import safety_plan
from cases.rules.safety_plan import Step, Told
from cases.rules.sources import Source
from tests.reading import grade, words
from tests.views.test_pages import FORBIDDEN_WORDS

STEPS = safety_plan.book().steps
ADULT_SERVICES = re.compile(r"stopncii|revenge porn helpline|image abuse helpline", re.IGNORECASE)
YOUNG_SERVICES = re.compile(r"take it down|report remove|takeitdown\.ncmec", re.IGNORECASE)


def keys(told: Told) -> list[str]:
    return [step.key for part in safety_plan.plan(told) for step in part.steps]


def spoken(step: Step) -> str:
    """What a step says to the person: without the names of its sources."""
    return " ".join([step.title, *step.say, *(f"{way.system} {way.do}" for way in step.ways), step.warning])


@pytest.mark.parametrize("more", ["", ', "shared_albums", "cloud"', ', "shared_albums", "nothing"'])
def test_a_step_without_its_one_place_in_the_order_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    copy(safety_plan.FOLDER / "cloud_backup.toml", tmp_path)
    (tmp_path / "order.toml").write_text(f'[[parts]]\nkey = "next"\ntitle = "Next"\nsteps=["cloud"{more}]')
    monkeypatch.setattr(safety_plan, "FOLDER", tmp_path)
    monkeypatch.setattr(safety_plan, "ORDER", tmp_path / "order.toml")
    with pytest.raises(ValueError, match=r"order\.toml: the key 'parts' must name each step once"):
        safety_plan.book.__wrapped__()


def test_every_way_out_has_steps_of_its_own() -> None:
    plain = keys(Told())
    own = {source: set(keys(Told(sources=[source]))) - set(plain) for source in Source}
    assert all(own.values())


@pytest.mark.parametrize(
    ("source", "step"),
    [
        ("cloud_backup", "cloud"),
        ("password", "passwords"),
        ("third_party_app", "app_rights"),
        ("stalkerware", "spy_app"),
        ("storage", "controller"),
        ("storage", "locked_computer"),
        ("storage", "open_folder"),
        ("recipient", "recipient"),
        ("hidden_camera", "camera_stays"),
        ("public_pictures", "fewer_pictures"),
        ("my_phone", "lock_phone"),
        ("unknown", "signed_in"),
    ],
)
def test_the_steps_are_those_of_the_way_she_named(source: str, step: str) -> None:
    assert step in keys(Told(sources=[source]))
    assert step not in keys(Told())


@pytest.mark.parametrize(
    ("harm", "step"),
    [
        ("threat", "threat"),
        ("sextortion", "no_pay"),
        ("forgery", "fake"),
        ("hidden_camera", "camera_stays"),
        ("account", "recovery"),
    ],
)
def test_the_steps_are_those_of_what_happened(harm: str, step: str) -> None:
    assert step in keys(Told(harm=harm))
    assert step not in keys(Told(harm="shared"))


def test_the_answers_in_the_file_are_answers_one_can_give() -> None:
    assert {each for step in STEPS for each in step.sources} <= set(Source)
    assert {each for step in STEPS for each in step.harms} <= set(Case.Harm)
    assert {each for step in STEPS for each in step.devices} <= set(Case.Device)


@pytest.mark.parametrize("device", ["watched", "unsure"])
@pytest.mark.parametrize("young", [True, False])
def test_on_an_unsafe_device_the_first_step_is_another_device(device: str, young: bool) -> None:
    assert keys(Told(device=device, young=young))[0] == "other_device"


def test_plan_first_then_record_then_what_can_be_noticed() -> None:
    for source in Source:
        order = keys(Told(sources=[source]))
        changes = {step.key for step in STEPS if step.warning and step.part != "first"}
        noticed = [place for place, key in enumerate(order) if key in changes]
        assert order.index("plan_first") < order.index("record") < min(noticed, default=99)


@pytest.mark.parametrize(
    "key",
    [
        "spy_app",
        "signed_in",
        "passwords",
        "shared_albums",
        "lock_phone",
        "camera_stays",
        "recovery",
        "recipient",
    ],
)
def test_a_step_that_may_alert_someone_says_so(key: str) -> None:
    assert next(step for step in STEPS if step.key == key).warning


@pytest.mark.parametrize(
    ("told", "held"),
    [
        (Told(device="watched"), True),
        (Told(device="unsure"), False),
        (Told(sources=["stalkerware"]), True),
        (Told(sources=["stalkerware"], device="safe"), False),
        (Told(), False),
    ],
)
def test_what_could_give_her_away_is_held_back(told: Told, held: bool) -> None:
    assert safety_plan.is_held(told) is held


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_every_step_is_dated_and_sourced(step: Step) -> None:
    assert step.source and step.checked.year >= 2026
    assert 1 <= len(step.say) <= 4


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_no_step_rests_on_a_retelling(step: Step) -> None:
    assert not re.search(r"as (?:told|copied|described) by", step.source)
    assert step.is_from_memory or not re.search(r"memory|no page", step.source, re.IGNORECASE)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_v61_every_sentence_is_short(step: Step) -> None:
    for sentence in re.split(r"(?<=[.?:])\s+", " ".join([*step.say, step.warning])):
        assert len(words(sentence)) <= 20, sentence


@pytest.mark.parametrize("whom", ["adult", "young"])
def test_v61_all_steps_together_read_easily(whom: str) -> None:
    steps = [step for step in STEPS if step.whom in (whom, "both")]
    text = "".join(f"<p>{sentence}</p>" for step in steps for sentence in (*step.say, step.warning))
    assert grade(text) <= 6


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_v12_what_she_may_print_names_no_topic(step: Step) -> None:
    text = spoken(step).lower().replace("stopncii", "")
    assert not any(re.search(rf"\b{word}", text) for word in FORBIDDEN_WORDS)


def test_v24_no_step_promises_what_no_one_can_keep() -> None:
    text = " ".join(map(spoken, STEPS)).lower()
    assert not re.search(
        r"anonymous|untraceable|100 ?%|guarantee|completely|for good|forever|everywhere", text
    )


@pytest.mark.parametrize("device", ["", "safe", "unsure", "watched"])
def test_v36_the_young_meet_no_service_for_adults(device: str) -> None:
    steps = [step for step in STEPS if step.fits(Told(list(Source), "sextortion", device, young=True))]
    assert steps and not any(ADULT_SERVICES.search(spoken(step) + step.source) for step in steps)


def test_v36_adults_meet_no_service_for_the_young() -> None:
    assert not any(YOUNG_SERVICES.search(spoken(step)) for step in STEPS if step.whom == "adult")


def test_the_controls_that_matter_are_all_there() -> None:
    text = " ".join(spoken(step) for step in STEPS if step.whom == "adult").lower()
    wanted = (
        "cloud",
        "shared album",
        "family",
        "signed in",
        "two-step",
        "second mailbox",
        "signal",
        "locked folder",
        "bitlocker",
        "filevault",
        "luks",
        "ic3.gov",
        "permission manager",
        "password app",
        "haveibeenpwned.com",
        "do not pay",
        "camera",
        "private account",
        "data protection office",
        "police",
    )
    assert [each for each in wanted if each not in text] == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.key)
def test_what_was_not_found_stands_apart_from_the_source(step: Step) -> None:
    """The page shows the source in every language: it is a name and an address, and no sentence of ours."""
    assert "no page" not in step.source.lower() and "found" not in step.source.lower()
    assert step.is_from_memory or not step.unfound
