"""The first hour, through real pages and forms: the person reports, the caseworker takes it from there."""

from __future__ import annotations

from functools import partial

from cases.demo.pages import NotOnThePage
from cases.demo.story import Scene, Story
from cases.models import Notice
from cases.services import conflicts

MAILED = "photoline"


def report(story: Story) -> None:
    story.ana.report()
    story.say(story.line(f"   pages of the form: {', '.join(story.ana.seen)}"))


def come_back(story: Story, *, name: str) -> None:
    """Code and words in a fresh browser, typed messily; what her page says is kept under a name."""
    page = story.ana.come_back()
    if page.address != "/progress" or page.status != 200:
        raise NotOnThePage(f"Code and words do not open her page: {page.words[:120]}")
    story.pages[name] = page.words
    headline = " ".join(text for path, text in page.texts if "h1" in path)
    story.say(story.line(f"   her page says: {' '.join(headline.split())}"))


def look_at_conflicts(story: Story) -> None:
    """She said who must not learn of it: a supervisor compares that with the people here first."""
    conflicts.settle(case_id=story.case().pk, actor=story.supervisor, at=story.at)


def take_up(story: Story) -> None:
    story.bo.sign_in()
    story.bo.find_case()
    story.bo.must("take-up")
    story.pages["case"] = story.bo.case().words


def confirm_and_accept(story: Story) -> None:
    story.bo.must("confirm-adult")
    story.bo.must("accept")


def draft(story: Story) -> None:
    story.bo.must("draft")
    for notice in Notice.objects.order_by("number"):
        story.bo.read_notice(notice.number)


def approve_by_form(story: Story) -> None:
    """Letters for a web form can be approved at once: a person files them."""
    for notice in Notice.objects.exclude(channel__kind="email").order_by("number"):
        story.bo.must("approve", notice.number)


def approve_by_mail(story: Story) -> None:
    """Nothing goes to an address that nobody has checked; once it is checked, the letter may leave."""
    number = story.notice(MAILED).number
    refused = story.bo.do("approve", number)
    if refused.status != 409 or "checked" not in refused.words:
        raise NotOnThePage("The desk let a letter go to an address that nobody has checked.")
    story.say(story.line("   the desk refuses: nobody has checked the address yet"))
    story.bo.check_address(MAILED)
    story.bo.must("approve", number)


def open_papers(story: Story) -> None:
    """The letters that wait for a person, as they will be filed."""
    for notice in Notice.objects.exclude(channel__kind="email").order_by("number"):
        story.bo.open_paper(notice.number)


def open_desk(story: Story) -> None:
    """Days later: signed out meanwhile, back at the desk, and the case that is about to end is there."""
    page = story.bo.sign_in()
    if story.bo.reference not in page.words:
        raise NotOnThePage(f"The desk does not show the case: {page.words[:200]}")
    story.pages["today"] = page.words


SCENES = (
    Scene("0:00", "the person reports through the form", report),
    Scene("0:06", "she comes back with code and words", partial(come_back, name="reported")),
    Scene("0:08", "the supervisor looks at whom she does not want to know", look_at_conflicts),
    Scene("0:10", "the caseworker signs in and takes the report up", take_up),
    Scene("0:14", "the caseworker confirms that everyone is an adult and accepts", confirm_and_accept),
    Scene("0:18", "one notice is drafted for each platform", draft),
    Scene("0:25", "the letters for web forms are approved", approve_by_form),
    Scene("0:30", "the letter for e-mail is approved, after its address is checked", approve_by_mail),
)
