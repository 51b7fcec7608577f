"""What the audit log and the journal repeat of people whose personal data go (pure)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.reading import fold, match_key
from services.reading.text import as_text
from services.schema import AUDIT, NOMINATIONS, TABS
from services.workbook import notes
from services.workbook.by_hand import Typed
from services.workbook.cells import written
from services.workbook.erasure import NAME, PERSONAL, Whom, is_erased
from services.workbook.history import ERASED, by_label
from services.workbook.journal import State, Submission, Values
from services.workbook.repair_cells import Now, Rewrite

_FIELDS = by_label(NOMINATIONS)
_TITLE = fold(NOMINATIONS.title)
_OTHER_TITLES = {fold(tab.title) for tab in TABS.values()} - {_TITLE}
_ROW = "Dòng"
"""Under this word the audit log has the place of a row without an ID."""
_WHO_WROTE = "entered_by"


@dataclass(frozen=True)
class _Said:
    """A row of the audit log that may be about a nomination."""

    row: int
    row_id: str
    texts: Mapping[int, str]
    """0-based column → text, not blank."""

    @property
    def words(self) -> list[dict[str, Any]]:
        """The texts that can be read."""
        return [words for text in self.texts.values() if (words := _read(text)) is not None]

    @property
    def places(self) -> set[str]:
        """Where the row stood, when it had no ID."""
        return set() if self.row_id else {str(words.get(_ROW)) for words in self.words}


def in_audit(whom: Whom, log: Now) -> Iterator[Rewrite]:
    """The cells of the audit log that tell who they are, or were."""
    said = list(_said(log))
    own = _own_ids(whom, ((each.row_id, map(_by_key, each.words)) for each in said))
    places = {str(each.row) for each in whom.entries if each.row_id is None}
    for each in said:
        is_everybody = whom.is_everybody and not each.row_id.startswith(notes.PREFIX)
        is_own = is_everybody or each.row_id in own or bool(places & each.places)
        stand_in = own.get(each.row_id, ERASED) if is_own else None
        for column, text in each.texts.items() if each.row_id not in whom.spared else ():
            after = _text_without(text, whom, stand_in)
            if after != text:
                yield Rewrite(AUDIT.key, each.row, column, text, Typed(after, after))


def in_journal(whom: Whom, submissions: Iterable[Submission]) -> list[Submission]:
    """Those of the nominations that tell who they are, or were, without that."""
    kept = [each for each in submissions if each.tab_key == NOMINATIONS.key and each.row_id not in whom.spared]
    own = _own_ids(whom, ((each.row_id, [each.values, each.seen or {}]) for each in kept))
    cleared = [
        (each, _cleared(each, whom, own.get(each.row_id, ERASED if whom.is_everybody else None))) for each in kept
    ]
    return [after for before, after in cleared if after != before]


def _cleared(each: Submission, whom: Whom, stand_in: str | None) -> Submission:
    values = _without(each.values, whom, stand_in, blank=None)
    seen = None if each.seen is None else _without(each.seen, whom, stand_in, blank=None)
    told = json.dumps(each.result, ensure_ascii=False, default=str)
    result = each.result
    if "told" in result and (stand_in or whom.are_named_in(told)):
        result = {"told": ERASED}
    cleared = replace(each, values=values, seen=seen, result=result)
    # Nobody can mend and send again what is no longer known.
    return replace(cleared, state=State.TAKEN_BACK) if cleared != each and each.state is State.REFUSED else cleared


def _own_ids(whom: Whom, said: Iterable[tuple[str, Iterable[Values]]]) -> dict[str, str]:
    """Row ID → stand-in: those of their entries, and of entries of theirs that stand in the log no more."""
    found = dict(whom.row_ids)
    for row_id, values in said:
        if row_id and row_id not in found and row_id not in whom.standing:
            stand_in = next(filter(None, (_stand_in(whom, each) for each in values)), None)
            if stand_in:
                found[row_id] = stand_in
    return found


def _stand_in(whom: Whom, values: Values) -> str | None:
    """The stand-in of whoever these values name; namesakes with another birth year are others."""
    for each in whom.names.get(match_key(str(values.get(NAME) or "")), ()):
        told = [(values.get(key), each.values[key]) for key in PERSONAL if key != NAME]
        if all(a in (None, "") or b is None or str(a) == str(b) for a, b in told):
            return whom.stand_ins[each.person]
    return None


def _without(values: Values, whom: Whom, stand_in: str | None, *, blank: Any) -> dict[str, Any]:
    """Field key → value, without what tells who somebody is. `stand_in`: for the name, where all of it goes."""
    stand_in = stand_in or _stand_in(whom, values)
    return {key: _value(key, value, whom, stand_in, blank) for key, value in values.items()}


def _value(key: str, value: Any, whom: Whom, stand_in: str | None, blank: Any) -> Any:
    if value in (None, "") or is_erased(value) or key == _WHO_WROTE:
        return value
    if key in PERSONAL:
        kept = whom.keeps and whom.keeps.values[key]
        if not stand_in or (kept is not None and str(value) == written(NOMINATIONS.field(key), kept)):
            return value
        return stand_in if key == NAME else blank
    return ERASED if isinstance(value, str) and whom.are_named_in(value) else value


def _text_without(text: str, whom: Whom, stand_in: str | None) -> str:
    """A text of the audit log; as a whole gone where it can't be read."""
    words = _read(text)
    if words is None:
        return ERASED if stand_in or whom.are_named_in(text) else text
    own = stand_in or _stand_in(whom, _by_key(words))
    cleared = {label: _value(_key(label), word, whom, own, ERASED) for label, word in words.items()}
    return text if cleared == words else json.dumps(cleared, ensure_ascii=False)


def _said(log: Now) -> Iterator[_Said]:
    columns = log.table.columns
    told = [columns[key] for key in ("before", "after") if key in columns]
    for row in range((log.table.header_row or 0) + 1, len(log.values) + 1):
        title, row_id = (as_text(log.raw(row, columns[key])) if key in columns else "" for key in ("tab", "row_id"))
        texts = {column: str(raw) for column in told if (raw := log.raw(row, column)) != ""}
        if texts and fold(title) not in _OTHER_TITLES:
            yield _Said(row, row_id.strip(), texts)


def _read(text: str) -> dict[str, Any] | None:
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return words if isinstance(words, dict) else None


def _key(label: str) -> str:
    found = _FIELDS.get(fold(label))
    return found.key if found else label


def _by_key(words: Mapping[str, Any]) -> dict[str, Any]:
    return {_key(label): word for label, word in words.items()}
