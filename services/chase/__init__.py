"""Whom the office asks for what is missing, in which words, and what came of it (pure)."""

from services.chase.traces import Answer, Reminder, Traces

__all__ = ["Answer", "Reminder", "Traces"]
