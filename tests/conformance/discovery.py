"""Judges requests by the published description of the Sheets API.

The document is the one that google-api-python-client ships:
https://github.com/googleapis/google-api-python-client/tree/main/googleapiclient/discovery_cache/documents
"""

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from services.local_sheets.masks import Mask, parse

Schema = Mapping[str, Any]

MASK_OF = {
    "AppendCellsRequest": "CellData",
    "UpdateCellsRequest": "CellData",
    "RepeatCellRequest": "CellData",
    "UpdateSheetPropertiesRequest": "SheetProperties",
    "UpdateSpreadsheetPropertiesRequest": "SpreadsheetProperties",
    "UpdateDimensionPropertiesRequest": "DimensionProperties",
    "UpdateProtectedRangeRequest": "ProtectedRange",
}
"""Request → the message that its `fields` picks from; the document says it in prose only."""


class Discovery:
    """The methods and messages of one API."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self.schemas: Mapping[str, Schema] = document["schemas"]
        self.root: str = document["rootUrl"]
        self._methods = list(_methods(document))

    def problems(self, http_method: str, url: str, body: Any = None) -> list[str]:
        """What the API's description doesn't know about the request; nothing when it is a good one."""
        parts = urlsplit(url)
        method = self._method(http_method, parts.path)
        if method is None:
            return [f"{http_method} {unquote(parts.path)}: no such method"]
        query = parse_qs(parts.query, keep_blank_values=True)
        lines = self._query_problems(method, query)
        if body is not None and "request" not in method:
            lines.append("$: the method takes no body")
        elif body is not None:
            lines += self._value_problems(body, method["request"], "$")
        return lines

    def answer_problems(self, http_method: str, url: str, answer: Any) -> list[str]:
        """What the API's description doesn't know about the answer to a request that succeeded."""
        method = self._method(http_method, urlsplit(url).path)
        return self._value_problems(answer, method["response"], "$") if method else ["no such method"]

    def _method(self, http_method: str, path: str) -> Mapping[str, Any] | None:
        return next((m for m in self._methods if m["httpMethod"] == http_method and _matches(m, path)), None)

    def mask_problems(self, mask: Mask, schema: Schema, where: str) -> list[str]:
        """The names of the mask that the message doesn't have."""
        schema = self._resolved(schema.get("items", schema))
        lines = []
        for name, inner in mask.items():
            if "properties" not in schema or name not in schema["properties"]:
                lines.append(f"{where}: no field {name}")
            else:
                lines += self.mask_problems(inner, schema["properties"][name], f"{where}.{name}")
        return lines

    def _query_problems(self, method: Mapping[str, Any], query: Mapping[str, list[str]]) -> list[str]:
        known = {**self._document["parameters"], **method.get("parameters", {})}
        lines = []
        for name, values in query.items():
            if name not in known or known[name]["location"] != "query":
                lines.append(f"?{name}: no such parameter")
                continue
            if len(values) > 1 and not known[name].get("repeated"):
                lines.append(f"?{name}: given {len(values)} times")
            lines += [line for value in values for line in _parameter_problems(value, known[name], f"?{name}")]
            if name == "fields":
                lines += self.mask_problems(parse(values[0]), method["response"], "?fields")
        return lines

    def _value_problems(self, value: Any, schema: Schema, where: str) -> list[str]:
        schema = self._resolved(schema)
        if value is None or schema.get("type") == "any":
            return []
        if schema["type"] == "object":
            return self._object_problems(value, schema, where)
        if schema["type"] == "array":
            if not isinstance(value, list):
                return [f"{where}: {json.dumps(value)} is no list"]
            return [
                line
                for at, entry in enumerate(value)
                for line in self._value_problems(entry, schema["items"], f"{where}[{at}]")
            ]
        return _scalar_problems(value, schema, where)

    def _object_problems(self, value: Any, schema: Schema, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {json.dumps(value)} is no object"]
        lines = []
        for name, inner in value.items():
            known = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            if known is None:
                lines.append(f"{where}.{name}: no such field in {schema['id']}")
            else:
                lines += self._value_problems(inner, known, f"{where}.{name}")
                if known.get("format") == "google-fieldmask" and isinstance(inner, str):
                    lines += self._own_mask_problems(inner, schema["id"], f"{where}.{name}")
        return lines

    def _own_mask_problems(self, text: str, request: str, where: str) -> list[str]:
        if not text:
            return [f"{where}: names no field"]
        if request not in MASK_OF:
            return [f"{where}: no rule says what the mask of {request} picks from"]
        return self.mask_problems(parse(text), {"$ref": MASK_OF[request]}, where)

    def _resolved(self, schema: Schema) -> Schema:
        return self.schemas[schema["$ref"]] if "$ref" in schema else schema


@cache
def sheets() -> Discovery:
    """The Sheets API, version 4."""
    document = files("googleapiclient.discovery_cache.documents") / "sheets.v4.json"
    return Discovery(json.loads(document.read_text(encoding="utf-8")))


def _methods(node: Mapping[str, Any]) -> Any:
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from _methods(resource)


def _matches(method: Mapping[str, Any], path: str) -> bool:
    pattern = re.sub(r"\\\{(\w+)\\\}", r"[^/:]+", re.escape("/" + method["flatPath"]))
    return re.fullmatch(pattern, path) is not None


def _parameter_problems(value: str, schema: Schema, where: str) -> list[str]:
    if schema["type"] == "boolean":
        return [] if value.lower() in ("true", "false") else [f"{where}: {value} is no boolean"]
    if schema["type"] == "integer":
        return [] if re.fullmatch(r"-?\d+", value) else [f"{where}: {value} is no integer"]
    return _scalar_problems(value, schema, where)


def _scalar_problems(value: Any, schema: Schema, where: str) -> list[str]:
    fits = {
        "string": lambda: isinstance(value, str),
        "boolean": lambda: isinstance(value, bool),
        "integer": lambda: isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31,
        "number": lambda: isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value),
    }
    if not fits[schema["type"]]():
        return [f"{where}: {value!r} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {', '.join(schema['enum'])}"]
    return []
