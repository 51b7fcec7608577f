"""Addresses and telephone numbers in what the office wrote about a unit's contact person."""

import re
from dataclasses import dataclass

_EMAIL = re.compile(r"(?<![\w.%+-])[A-Za-z0-9][A-Za-z0-9._%+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])")
_PHONE = re.compile(r"(?<![\w+])(?:\+?84|\(?0)(?:[ .()-]{0,2}\d){9,10}(?!\d)")
"""Of nine digits after the zero for mobiles, ten for landlines, however they are grouped."""


@dataclass(frozen=True)
class Contact:
    """Whom to ask; text as the office wrote it."""

    text: str = ""
    emails: tuple[str, ...] = ()
    phone: str | None = None
    """Digits, with a + before a country's code."""


def contact(text: str | None) -> Contact:
    """Never raises, whatever stands there."""
    text = text or ""
    phone = _PHONE.search(text)
    return Contact(text, tuple(dict.fromkeys(_EMAIL.findall(text))), _dialled(phone[0]) if phone else None)


def _dialled(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return f"+{digits}" if digits.startswith("84") else digits
