"""Every address of the desk and the line of the table of roles it asks for; none is without its row."""

from __future__ import annotations

from dataclasses import dataclass

from cases.rules.roles import TABLE

OPEN = "before sign-in"  # anyone: the ways in
ARRIVING = "half signed in"  # whoever has shown the password and not yet a second factor
STAFF = "signed in"  # anyone of ours, whatever the roles; shows nothing of a case
DOING = "the doing"  # each thing that can be done on it names its own line: case_doings.py, notice_doings.py
WORDS = (OPEN, ARRIVING, STAFF, DOING)


@dataclass(frozen=True)
class Route:
    """What an address asks for, and the kinds of look that are written down before it shows anything.

    An address on a starred line must say what it writes, or that it is silent: it only ever redirects.
    """

    needs: str
    writes: tuple[str, ...] = ()
    silent: bool = False  # on a starred line, and yet answers with redirects only
    posted: bool = False  # answers to a POST alone: nobody lands on it
    fresh: tuple[str, ...] = ()  # what asks for the second factor again: a method, or a kind of look
    secret: bool = False  # passwords and codes are typed there, and never given back

    @property
    def gives_back(self) -> bool:
        """Whether a page may give back what was typed there, when it came too late to be done."""
        return not self.secret and self.needs not in (OPEN, ARRIVING)

    @property
    def of_house(self) -> bool:
        return self.needs not in WORDS and TABLE[self.needs].of_house

    @property
    def of_case(self) -> bool:
        """Whether it is asked about one case."""
        return self.needs == DOING or (self.needs not in WORDS and not TABLE[self.needs].of_house)

    @property
    def content(self) -> bool:
        """Whether a page of it shows what a case says."""
        return self.needs not in WORDS and TABLE[self.needs].content


ROUTES = {
    # the ways in and out
    "desk_sign_in": Route(OPEN),
    "desk_link": Route(OPEN),
    "desk_set_up": Route(OPEN),
    "desk_join": Route(OPEN),
    "desk_factor": Route(ARRIVING),
    "desk_enrol": Route(ARRIVING),
    "desk_codes": Route(STAFF, fresh=("GET", "POST")),
    "desk_again": Route(STAFF, fresh=("POST",), posted=True, secret=True),
    "desk_stay": Route(STAFF, posted=True),
    "desk_sign_out": Route(OPEN, posted=True),
    "desk_own": Route(STAFF, fresh=("POST",), secret=True),
    "desk_add_factor": Route(STAFF, fresh=("GET", "POST"), secret=True),
    # who can sign in
    "desk_people": Route("let_in", fresh=("POST",)),
    "desk_person": Route("let_in", fresh=("POST",)),
    "desk_end_sessions": Route("let_in", posted=True),
    "desk_renew": Route("let_in", fresh=("POST",), posted=True),
    "desk_take_back": Route("let_in", posted=True),
    # lists
    "desk_today": Route("work"),
    "desk_search": Route("work", writes=("search",)),
    "desk_cases": Route("work"),
    "desk_phone": Route("take_calls", writes=("phone",)),
    "desk_outbox": Route("work"),
    "desk_release": Route("see_team", posted=True),
    "desk_audit": Route("see_audit"),
    # the team, and oneself
    "desk_team": Route("see_team"),
    "desk_colleague": Route("see_team"),
    "desk_strike": Route("see_team", posted=True),
    "desk_rules": Route("set_rules"),
    "desk_back": Route(STAFF, posted=True),
    "desk_you": Route(STAFF),
    "desk_rest": Route(STAFF, posted=True),
    # what needs two, and what goes around the roles for a while
    "desk_seconds": Route("see_second"),
    "desk_second": Route("see_second", fresh=("POST",)),
    "desk_emergencies": Route("emergencies"),
    "desk_break_glass": Route("break_glass", fresh=("POST",), posted=True),
    "desk_review_glass": Route("review_glass", posted=True),
    "desk_ties": Route("declare"),
    "desk_safeguarding": Route("see_flagged"),
    # a case
    "desk_case": Route("list", writes=("open",)),
    "desk_reason": Route("list"),
    "desk_report": Route("open", writes=("reveal", "contact"), fresh=("contact",), posted=True),
    "desk_copy": Route("ask_two", writes=("copy", "untaken"), fresh=("POST",), posted=True),
    "desk_disclose": Route("ask_two", writes=("disclosed", "untaken"), fresh=("POST",), posted=True),
    "desk_print": Route("open", writes=("print",), posted=True),
    "desk_written": Route("message", writes=("messages", "notes"), posted=True),
    "desk_conflicts": Route("conflicts", writes=("conflicts",)),
    "desk_readers": Route("read_audit"),
    "desk_fingerprints": Route("open", writes=("reveal",), posted=True),
    "desk_case_action": Route(DOING, writes=("reveal", "told")),
    "desk_paper": Route("open", writes=("paper",)),
    # its links
    "desk_look": Route("look", writes=("look",)),
    "desk_describe": Route("prepare", writes=("reveal",)),
    "desk_location_action": Route("look", silent=True, posted=True),
    # its notices
    "desk_notice": Route("open", writes=("notice",)),
    "desk_notice_action": Route(DOING, writes=("told",)),
    "desk_filed": Route("file"),
    "desk_letter_filed": Route("follow"),
    "desk_ask_filing": Route("ask_two", fresh=("POST",), posted=True),
    "desk_delivery_action": Route("follow", posted=True),
    # how platforms are reached
    "desk_directory": Route("read_directory"),
    "desk_platform": Route("read_directory"),
    "desk_verify_channel": Route("verify_channel", posted=True),
    "desk_readdress": Route("verify_channel", fresh=("POST",)),
}


def faults(name: str, route: Route | None, *, has_door: bool) -> list[str]:
    """What is wrong with one address of the desk: without a row, without a door, or it would show unseen."""
    if route is None:
        return [f"The address {name!r} has no row in cases/routes.py."]
    found = []
    if route.needs not in WORDS and route.needs not in TABLE:
        return [f"The row of {name!r} names {route.needs!r}, which is no line of the table of roles."]
    if not set(route.fresh) <= {"GET", "POST", *route.writes}:
        found.append(f"The row of {name!r} asks for a fresh factor at {route.fresh}, which never happens.")
    if route.needs != OPEN and not has_door:
        found.append(f"The view of {name!r} does not stand behind the door (@staff).")
    if route.content and not route.writes and not route.silent:
        found.append(f"{name!r} shows what a case says, and its row does not say what is written down.")
    return found


def markdown() -> str:
    """The addresses as docs/roles.md shows them."""
    rows = [
        f"| {name} | {each.needs} | {', '.join(each.writes)} | {', '.join(each.fresh)} |"
        for name, each in ROUTES.items()
    ]
    head = "| address | asks for | written down | wants the second factor again |"
    return "\n".join([head, "|---|---|---|---|", *rows])
