"""The play: make a house, people it, serve it, go from scene to scene, look back at what really happened."""

from __future__ import annotations

import io
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from cases.demo import papers, stages
from cases.demo.ana import Ana
from cases.demo.bo import Bo
from cases.demo.browser import Browser
from cases.demo.first_hour import SCENES as FIRST_HOUR
from cases.demo.folder import Folder
from cases.demo.hours import Hours
from cases.demo.people import Cast, House, move_in
from cases.demo.postbox import Postbox
from cases.demo.server import WebServer
from cases.demo.story import Missed, Story
from cases.demo.three_days import SCENES as THREE_DAYS
from cases.services import factors

A_PAGE_TAKES = timedelta(seconds=25)


def play(folder: Path, postbox: Postbox) -> int:
    """0 when every stage happened, 1 when one did not. Raises OSError where the server does not start."""
    began = time.monotonic()
    cast = Cast.read()
    postbox.expect(cast.mail_servers)
    house = build(cast)
    server = WebServer(settings.VAR_DIR / "web.log")
    try:
        server.start()
        story = gather(cast, house, server.site, postbox)
        missing = go(story, Folder(folder))
    finally:
        server.stop()
    for sentence in missing:
        sys.stderr.write(f"{sentence}\n")
    if not missing:
        took = time.monotonic() - began
        say(f"Every stage happened, in {took:.0f} seconds. Read {folder / 'timeline.json'}.")
    return 1 if missing else 0


def build(cast: Cast) -> House:
    """Keys, tables, folders, people. Nothing of it outlives the play."""
    call_command("make_keys", stdout=io.StringIO())
    call_command("migrate", verbosity=0)
    for name in ("broker", "broker-control", "static"):
        (settings.VAR_DIR / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return move_in(cast)


def gather(cast: Cast, house: House, site: str, postbox: Postbox) -> Story:
    """Everyone in place, at the beginning."""
    hours = Hours(settings.VAR_DIR)
    ana = Ana(
        browser=Browser(site),
        name=cast.person["name"],
        answers=cast.person["answers"],
        thinks=lambda: hours.move(hours.now() + A_PAGE_TAKES),
    )
    bo = Bo(
        browser=Browser(site),
        name=house.bo.username,
        password=house.password,
        code=lambda: factors.code_at(house.seed, hours.now()),
    )
    story = Story(ana=ana, bo=bo, house=house, hours=hours, postbox=postbox, say=say)
    hours.told = story.tell
    return story


def go(story: Story, folder: Folder) -> list[str]:
    """Play, write down what left the house even where the story broke off, and name what did not happen."""
    broken = ""
    try:
        story.play([*FIRST_HOUR, *THREE_DAYS])
    except Missed as scene:
        broken = str(scene)
    papers.write_timeline(folder)
    papers.write_letters(folder)
    papers.write_mails(folder, story.postbox.arrived)
    if broken:
        return [broken]
    story.say("Looking back:")
    return list(look_back(story))


def look_back(story: Story) -> list[str]:
    """Ask the database and the mailbox for every stage."""
    missing = []
    for name, why in stages.asked(story):
        story.say(f"  {'no ' if why else 'yes'}  {name}")
        if why:
            missing.append(str(Missed(name, why)))
    return missing


def say(line: str) -> None:
    print(line, flush=True)
