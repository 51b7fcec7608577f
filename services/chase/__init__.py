"""Whom the office asks for what is missing, in which words, and what came of it (pure)."""

from services.chase.contacts import Contact, contact
from services.chase.listing import Chase, Fault, Returned, chases, days_left
from services.chase.messages import Message, Sender, Tone, left, mailto, place, to_all, to_unit, tone_of
from services.chase.news import News, news
from services.chase.traces import Answer, Reminder, Traces

__all__ = [
    "Answer",
    "Chase",
    "Contact",
    "Fault",
    "Message",
    "News",
    "Reminder",
    "Returned",
    "Sender",
    "Tone",
    "Traces",
    "chases",
    "contact",
    "days_left",
    "left",
    "mailto",
    "news",
    "place",
    "to_all",
    "to_unit",
    "tone_of",
]
