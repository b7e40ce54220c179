"""The story itself: what it says, and how it ends when a scene fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from cases.demo import play, stages
from cases.demo.ana import Ana
from cases.demo.bo import Bo
from cases.demo.browser import Browser
from cases.demo.folder import Folder
from cases.demo.hours import Hours
from cases.demo.people import House
from cases.demo.postbox import Postbox
from cases.demo.story import Missed, Scene, Story


def ana() -> Ana:
    found = Ana(browser=Browser("http://127.0.0.1:9"), name="Ana", answers={}, thinks=lambda: None)
    found.code, found.words = "K0QM-4T1R", ("apple", "brave", "cloud")
    return found


def test_a_code_is_typed_as_people_type_it() -> None:
    assert ana().messy_code == " koqm 4tlr "


def test_words_are_typed_as_people_type_them() -> None:
    assert ana().messy_words == "  Apple-BRAVE  CLOUD "


@pytest.fixture
def story(tmp_path: Path, db: None) -> Iterator[Story]:
    """A story in which nothing has happened."""
    box = Postbox()
    box.start()
    browser = Browser("http://127.0.0.1:9")
    house = House(bo=User(first_name="Bo"), di=User(first_name="Di"), password="", seed="")
    bo = Bo(browser=browser, name="bo", password="", code=lambda: "")
    yield Story(ana=ana(), bo=bo, house=house, hours=Hours(tmp_path), postbox=box, say=lambda line: None)
    box.stop()


def trip(story: Story) -> None:
    raise ValueError("no answer came")


STUMBLE = Scene("0:05", "Clipshare answers", trip)


def test_a_scene_that_fails_ends_the_story_under_its_name(story: Story) -> None:
    with pytest.raises(Missed, match="This did not happen: Clipshare answers. ValueError: no answer came"):
        story.play([STUMBLE])


def test_what_left_the_house_is_written_even_then(
    story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "FIRST_HOUR", (STUMBLE,))
    missing = play.go(story, Folder(tmp_path))
    assert missing == ["This did not happen: Clipshare answers. ValueError: no answer came"]
    assert (tmp_path / "timeline.json").read_text() == "[]\n"


def test_a_story_in_which_nothing_happened_misses_every_stage(story: Story) -> None:
    story.ana.answers = {"contact": {"email": "ana@mail.example.org"}}
    happened = [name for name, why in stages.asked(story) if not why]
    assert happened == ["no mail gives anyone away"]


def test_a_missed_stage_is_named_with_its_reason(story: Story) -> None:
    sentences = play.look_back(story)
    assert (
        "This did not happen: every kind of event, in its order. there is no event “submitted”" in sentences
    )


def test_a_scene_is_told_with_the_time_since_the_beginning(story: Story) -> None:
    assert story.line("x", at=story.hours.after("47:05")) == " 47 h 05 min  x"
