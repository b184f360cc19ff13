"""What pydantic found wrong → one sentence for a person who edits YAML and knows no Python."""

from __future__ import annotations

import difflib
import types
import typing
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from kiosk.catalogue.marked import Place

_FORMS = {
    r"^\d\.\d{6}$": 'should be a code such as "1.001193"',
    r"^[a-z0-9_]{1,40}$": "should be a short name of a-z, 0-9 and _ (at most 40)",
}


def sentence(error: ErrorDetails, model: type[BaseModel]) -> str:
    """`model`: what the whole document should be; the error's place leads from there."""
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return _unknown(error["loc"], model)
    return f"{_wish(error)}, but is {_shown(error['input'])}{_advice(error)}"


def _wish(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "bool_type" | "bool_parsing":
            return "should be true or false"
        case "string_type":
            return "should be text"
        case "int_type" | "int_parsing" | "int_from_float":
            return "should be a whole number, plain digits without quotes (135000)"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact":
            return "should be a date such as 2025-07-01 (year-month-day)"
        case "literal_error":
            return f"should be {context['expected']}".replace("'", "")
        case "string_pattern_mismatch":
            return _FORMS.get(context["pattern"], f"should match {context['pattern']}")
        case "string_too_short":
            return "should not be empty"
        case "string_too_long":
            return f"should have at most {context['max_length']} characters"
        case "too_short":
            return f"should have at least {context['min_length']} in its list"
        case "too_long":
            return f"should have at most {context['max_length']} in its list"
        case "tuple_type":
            return "should be a list (lines that begin with -)"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "should be a group of entries (name: value)"
        case _:
            return error["msg"].replace("Input should", "should")


def _advice(error: ErrorDetails) -> str:
    if error["type"] == "string_type" and isinstance(error["input"], bool | int):
        return ": put it in quotes"
    return ""


def _shown(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true (or yes)" if value else "false (or no)"
        case str():
            return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…" ({len(value)} characters)'
        case list() | tuple():
            return f"a list of {len(value)}"
        case dict():
            return "a group of entries"
        case _:
            return str(value)


def _unknown(place: Place, model: type[BaseModel]) -> str:
    known = list(_model_at(model, place[:-1]).model_fields)
    near = difflib.get_close_matches(str(place[-1]), known, n=1)
    guess = f"; did you mean {near[0]}?" if near else "."
    return f"there is no such entry{guess} Known here: {', '.join(known)}"


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    for part in place:
        if isinstance(part, str):
            model = _inner(model.model_fields[part].annotation)
    return model


def _inner(annotation: Any) -> type[BaseModel]:
    """The model inside `Model | None`, `tuple[Model, ...]`, `Annotated[…]`."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias) and issubclass(annotation, BaseModel):
        return annotation
    for part in typing.get_args(annotation):
        if part not in (None, type(None), Ellipsis):
            found = _inner(part)
            if found is not BaseModel:
                return found
    return BaseModel
