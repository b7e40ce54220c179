"""Letters with something in them that may not be there, and which rules find it."""

from __future__ import annotations

from cases.rules.lint import blocked
from tests.papers import notice


def rules(paper, **facts):
    return {each.rule for each in blocked(paper, **facts)}


def describing(text):
    paper = notice()
    paper["items"][0]["description"] = text
    return paper


def telling(text, *regimes):
    return notice(*regimes, facts=text)


def saying(key, text, code="us-tida"):
    paper = notice(code)
    paper["blocks"][code]["sentences"][key] = text
    return paper
