"""Field masks: `a,b.c,d(e,f)`, as https://developers.google.com/workspace/sheets/api/guides/field-masks has them."""

from typing import Any

Mask = dict[str, Any]
"""Field name → mask of what is inside it; an empty mask means all of it."""


def parse(text: str) -> Mask:
    """The mask as a tree; `*` and an empty text mean everything."""
    mask, _ = _list(text.replace(" ", ""), 0)
    return {} if "*" in mask else mask


def is_mask(text: str) -> bool:
    """True when the text names something."""
    return bool(_list(text.replace(" ", ""), 0)[0])


def keep(value: Any, mask: Mask) -> Any:
    """The parts of a JSON value that the mask names."""
    if not mask:
        return value
    if isinstance(value, list):
        return [keep(entry, mask) for entry in value]
    if isinstance(value, dict):
        return {key: keep(value[key], inner) for key, inner in mask.items() if key in value}
    return value


def copy(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> None:
    """Replaces in `target` what the mask names by what `source` has there; what it lacks is removed."""
    for key, inner in (mask or {key: {} for key in {*source, *target}}).items():
        if inner:
            copy(target.setdefault(key, {}), source.get(key, {}), inner)
        elif key in source:
            target[key] = source[key]
        else:
            target.pop(key, None)


def _list(text: str, at: int) -> tuple[Mask, int]:
    mask: Mask = {}
    while at < len(text) and text[at] != ")":
        path, at = _path(text, at)
        inner: Mask = {}
        if at < len(text) and text[at] == "(":
            inner, at = _list(text, at + 1)
            at += 1
        _merge(mask, path, inner)
        if at < len(text) and text[at] == ",":
            at += 1
    return mask, at


def _path(text: str, at: int) -> tuple[list[str], int]:
    end = at
    while end < len(text) and text[end] not in ",()":
        end += 1
    return [part for part in text[at:end].replace("/", ".").split(".") if part], end


def _merge(mask: Mask, path: list[str], inner: Mask) -> None:
    for part in path[:-1]:
        mask = mask.setdefault(part, {})
    if path:
        mask.setdefault(path[-1], {}).update(inner)
