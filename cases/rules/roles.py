"""Who may do what, as one table. Permissions, menus, docs/roles.md and the walk of the tests read it."""

from __future__ import annotations

from dataclasses import dataclass

INTAKE, CASEWORKER, SUPERVISOR = "intake", "caseworker", "supervisor"
AUDITOR, ADMIN, SAFEGUARDING = "auditor", "admin", "safeguarding"
ROLES = (INTAKE, CASEWORKER, SUPERVISOR, AUDITOR, ADMIN, SAFEGUARDING)

# What stands in a cell. An empty cell is a no. A line has either "yes" or the other words.
SCOPES = {
    "new": "reports that have no owner yet",
    "own": "cases assigned to this person, or to someone away whom this person covers",
    "hour": "cases this person has opened in an emergency, for that hour",
    "team": "every case that is not with the safeguarding lead",
    "why": "and gives a reason first, where the case is another one's",
    "flagged": "cases with the safeguarding lead, which nobody else can see",
    "all": "every case, for what was done with it and never for what it says",
    "yes": "may do it; it belongs to no case",
}

# A star marks lines whose pages show what a case says: such a page is written down before it is served.
GRID = """
action         | intake | caseworker   | supervisor | auditor | admin | safeguarding | lets someone
list           | new    | new own hour | team       |         |       | flagged      | know of a case, without its content
open         * | new    | own hour     | team why   |         |       | flagged      | read what a case says
take_up        |        | new own      | team       |         |       |              | take a report
assign         | new    | own          | team       |         |       | flagged      | give a case to someone
flag           | new    | new own hour | team       |         |       |              | say that someone may be under 18
triage         |        | own hour     | team       |         |       |              | note age, consent, hold
end            |        | own          | team       |         |       | flagged      | hand over, or stop as wished
look         * |        | own hour     | team why   |         |       | flagged      | add links, say what is there
message      * |        | own hour     | team why   |         |       | flagged      | read messages, answer, note
prepare      * |        | own hour     | team why   |         |       |              | prepare a notice
send           |        | own hour     | team       |         |       |              | send a first notice, alone
follow         |        | own hour     | team       |         |       |              | note answers, try mail again
file           |        |              | team       |         |       |              | file with a regulator or police
close          |        | own          | team       |         |       | flagged      | close a case that is done
hold_back      |        |              | team       |         |       | flagged      | keep a case from being erased
ask_two        |        | own          | team       |         |       | flagged      | ask for what needs two
agree          |        |              | team       |         |       | flagged      | agree to what another asked
conflicts    * |        |              | team       |         |       | flagged      | decide who must not see a case
read_audit     |        | own          | team       | all     |       | flagged      | see who looked at a case
work           | yes    | yes          | yes        |         |       | yes          | see Today, the lists, the outbox
read_directory | yes    | yes          | yes        | yes     | yes   | yes          | read how platforms are reached
take_calls     | yes    | yes          | yes        |         |       |              | take a report by phone
verify_channel |        | yes          | yes        |         |       |              | say that an address is right
see_audit      |        |              |            | yes     | yes   |              | see counts of looks, and alarms
see_team       |        |              | yes        |         |       |              | see counts and mail of the team
set_rules      |        |              |            |         | yes   |              | change the house's own numbers
let_in         |        |              | yes        |         | yes   |              | invite people, roles, accounts
see_second     |        | yes          | yes        |         | yes   | yes          | see what waits for a second person
agree_house    |        |              | yes        |         |       |              | agree to roles and addresses
see_flagged    |        |              |            |         |       | yes          | see the queue of under-18 reports
emergencies    |        | yes          | yes        | yes     |       | yes          | see the page of emergencies
declare        | yes    | yes          | yes        |         |       | yes          | say whom one knows, and see nothing
break_glass    |        | yes          |            |         |       |              | open a case in an emergency
review_glass   |        |              | yes        | yes     |       | yes          | look at what was opened so
"""  # noqa: E501  a table is read across


@dataclass(frozen=True)
class Line:
    """One action: what it lets someone do, and for each role with which cases."""

    action: str
    can: str
    content: bool
    cells: dict[str, tuple[str, ...]]

    @property
    def of_house(self) -> bool:
        """Whether it belongs to no case."""
        return any("yes" in scopes for scopes in self.cells.values())


def read(grid: str) -> dict[str, Line]:
    """The lines by their action. A word that no cell knows, or a cell too few, is an error at import."""
    first, *rows = [[cell.strip() for cell in row.split("|")] for row in grid.strip().splitlines()]
    if tuple(first[1:-1]) != ROLES:
        raise ValueError("The columns of the table of roles are not the roles.")
    lines = [line(row) for row in rows]
    table = {each.action: each for each in lines}
    if len(table) != len(lines):
        raise ValueError("An action stands twice in the table of roles.")
    return table


def line(row: list[str]) -> Line:
    name, *cells, can = row
    action, _, star = name.partition(" ")
    words = {role: tuple(cell.split()) for role, cell in zip(ROLES, cells, strict=True)}
    found = Line(action, can, star.strip() == "*", words)
    used = {scope for scopes in words.values() for scope in scopes}
    if not used <= SCOPES.keys() or ("yes" in used and len(used) > 1):
        raise ValueError(f"The line {action!r} of the table of roles holds a word that it must not.")
    return found


TABLE = read(GRID)


def markdown() -> str:
    """The table as docs/roles.md shows it."""
    head = f"| action | lets someone | {' | '.join(ROLES)} | shows a case |"
    rows = [
        f"| {each.action} | {each.can} | "
        + " | ".join(" ".join(each.cells[role]) or "no" for role in ROLES)
        + f" | {'yes' if each.content else 'no'} |"
        for each in TABLE.values()
    ]
    return "\n".join([head, "|" + "---|" * (len(ROLES) + 3), *rows])
