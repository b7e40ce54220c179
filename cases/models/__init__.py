"""The tables."""

from __future__ import annotations

from cases.models.alarm import Alarm
from cases.models.approval import Approval
from cases.models.case import Case
from cases.models.clock import Clock, Step
from cases.models.conflict import BrokenGlass, Conflict, Tie
from cases.models.data_request import DataRequest
from cases.models.delivery import Delivery, Gate
from cases.models.desk_session import DeskSession, StaffKey
from cases.models.disclosure import Disclosure
from cases.models.duty import Absence, Shift, ShiftChange, Wellbeing
from cases.models.event import Access, Chain, Event, Kind
from cases.models.house import House
from cases.models.house_rules import HouseRules
from cases.models.invitation import Invitation
from cases.models.legal_hold import LegalHold
from cases.models.location import Depiction, Location
from cases.models.message import Message, Note
from cases.models.notice import Item, Notice, Paper
from cases.models.platform import Channel, Platform
from cases.models.shown import Shown
from cases.models.tombstone import Tombstone
from cases.models.visit import Bucket, Heartbeat, Visit
from cases.models.whereabouts import EarlierReport, Whereabouts

__all__ = [
    "Absence",
    "Access",
    "Alarm",
    "Approval",
    "BrokenGlass",
    "Bucket",
    "Case",
    "Chain",
    "Channel",
    "Clock",
    "Conflict",
    "DataRequest",
    "Delivery",
    "Depiction",
    "DeskSession",
    "Disclosure",
    "EarlierReport",
    "Event",
    "Gate",
    "Heartbeat",
    "House",
    "Invitation",
    "HouseRules",
    "Item",
    "Kind",
    "LegalHold",
    "Location",
    "Message",
    "Note",
    "Notice",
    "Paper",
    "Platform",
    "Shift",
    "ShiftChange",
    "Shown",
    "StaffKey",
    "Step",
    "Tie",
    "Tombstone",
    "Visit",
    "Wellbeing",
    "Whereabouts",
]
