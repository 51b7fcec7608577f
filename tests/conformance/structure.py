"""Says where a JSON value differs from a shape: other keys, other types. Values themselves are not compared.

A shape is a type, a dict of shapes (a key that ends in `?` may be absent), or a list with the shape of every entry.
"""

from typing import Any


def differences(value: Any, shape: Any, where: str = "$") -> list[str]:
    """One line per difference; none when the value has the shape."""
    if isinstance(shape, dict):
        return _object(value, shape, where)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where}: {type(value).__name__} instead of a list"]
        return [line for at, entry in enumerate(value) for line in differences(entry, shape[0], f"{where}[{at}]")]
    if (isinstance(value, bool) and shape is not bool) or not isinstance(value, shape):
        return [f"{where}: {type(value).__name__} instead of {shape.__name__}"]
    return []


def _object(value: Any, shape: dict[str, Any], where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where}: {type(value).__name__} instead of an object"]
    known = {key.removesuffix("?"): inner for key, inner in shape.items()}
    lines = [f"{where}.{key}: unexpected" for key in value if key not in known]
    lines += [f"{where}.{key}: missing" for key in shape if not key.endswith("?") and key not in value]
    return lines + [
        line
        for key, inner in known.items()
        if key in value
        for line in differences(value[key], inner, f"{where}.{key}")
    ]
