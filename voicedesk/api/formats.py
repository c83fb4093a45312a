"""The platform's other formats, read into what its JSON would have said.

Everything in them is text: ``None`` where it is empty, and numbers are left to the models.
"""

import csv
import io
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring


class Answers(StrEnum):
    """The format asked for, as the suffix of a resource's address."""

    JSON = ""
    XML = ".xml"
    CSV = ".csv"


def read_xml(content: bytes) -> dict[str, Any]:
    """The envelope of an XML answer, or the attributes of an XML error.

    Raises ValueError for what is not XML, or carries what defusedxml forbids (entities, a DTD).
    """
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("not XML") from error
    return {child.tag: _value(child) for child in root}


def _value(element: Element) -> Any:
    if element.tag == "list" or (len(element) and all(child.tag == "item" for child in element)):
        return [_value(child) for child in element]
    if len(element):
        return {child.tag: _value(child) for child in element}
    return element.text or None


def read_csv(content: bytes) -> dict[str, Any]:
    """The envelope of a CSV answer: a header row, a row for each resource, ``stats.ok`` nested.

    Raises ValueError for what is not such a table.
    """
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    try:
        rows = list(csv.reader(text, strict=True))
    except csv.Error as error:
        raise ValueError("not CSV") from error
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("not a table")
    return {"list": [_nested(dict(zip(rows[0], row, strict=True))) for row in rows[1:]]}


def _nested(row: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in row.items():
        *path, last = name.split(".")
        inner = found
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = text or None
    return found
