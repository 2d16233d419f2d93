"""The SDKs' socket messages as protobuf classes, built at import from ``schema.json`` instead of generated code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from graphlib import TopologicalSorter
from importlib import resources
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import Message

_SCHEMA: dict[str, Any] = json.loads(resources.files(__package__).joinpath("schema.json").read_text("utf-8"))
_FIELD = descriptor_pb2.FieldDescriptorProto


def _package(full_name: str) -> str:
    return full_name.rpartition(".")[0]


def _set_type(field: Any, type_name: str) -> None:
    if type_name in _SCHEMA["messages"]:
        field.type, field.type_name = _FIELD.TYPE_MESSAGE, f".{type_name}"
    elif type_name in _SCHEMA["enums"]:
        field.type, field.type_name = _FIELD.TYPE_ENUM, f".{type_name}"
    else:
        field.type = _FIELD.Type.Value(f"TYPE_{type_name.upper()}")


def _add_map(message: Any, field: Any, owner: str, key: str, value: str) -> None:
    """Describe a map as protobuf does: a repeated nested entry of key and value."""
    entry = message.nested_type.add(name=field.name.title().replace("_", "") + "Entry")
    entry.options.map_entry = True
    for number, name, type_name in ((1, "key", key), (2, "value", value)):
        _set_type(entry.field.add(name=name, number=number, label=_FIELD.LABEL_OPTIONAL), type_name)
    field.label, field.type = _FIELD.LABEL_REPEATED, _FIELD.TYPE_MESSAGE
    field.type_name = f".{owner}.{entry.name}"


def _add_message(file: Any, full_name: str, rows: list[dict[str, Any]]) -> None:
    message = file.message_type.add(name=full_name.rpartition(".")[2])
    for row in rows:
        field = message.field.add(name=row["name"], number=row["no"], label=_FIELD.LABEL_OPTIONAL)
        if "map" in row:
            _add_map(message, field, full_name, *row["map"])
            continue
        _set_type(field, row["type"])
        if row.get("repeated"):
            field.label = _FIELD.LABEL_REPEATED
        elif row.get("optional"):
            # proto3 keeps the presence of a scalar in a one-of of its own.
            field.proto3_optional = True
            field.oneof_index = len(message.oneof_decl)
            message.oneof_decl.add(name=f"_{row['name']}")


def _files() -> list[Any]:
    """Return one file per package, each after those it depends on."""
    files: dict[str, Any] = {}
    needs: dict[str, set[str]] = {}
    for full_name in (*_SCHEMA["enums"], *_SCHEMA["messages"]):
        package = _package(full_name)
        if package not in files:
            files[package] = descriptor_pb2.FileDescriptorProto(name=package, package=package, syntax="proto3")
            needs[package] = set()
    for full_name, values in _SCHEMA["enums"].items():
        enum = files[_package(full_name)].enum_type.add(name=full_name.rpartition(".")[2])
        # Enum values share the scope of their package in protobuf, so the type goes into their name.
        for value, number in values.items():
            enum.value.add(name=f"{enum.name}_{value}", number=number)
    for full_name, rows in _SCHEMA["messages"].items():
        package = _package(full_name)
        _add_message(files[package], full_name, rows)
        used = {_package(name) for row in rows for name in (row.get("type", ""), *row.get("map", ()))}
        needs[package] |= (used & files.keys()) - {package}
    order = list(TopologicalSorter(needs).static_order())
    for package in order:
        files[package].dependency.extend(sorted(needs[package]))
    return [files[package] for package in order]


def _classes() -> dict[str, type[Message]]:
    pool = descriptor_pool.DescriptorPool()
    for file in _files():
        pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in _SCHEMA["messages"]}


_CLASSES = _classes()


def encode(name: str, fields: Mapping[str, Any]) -> bytes:
    """Return the bytes of message ``name``.

    Args:
        name: full name, such as ``socket.room.PeerInfoResponse``.
        fields: values by field name; messages are mappings, enums their numbers; None means absent.
    """
    message = _CLASSES[name]()
    _fill(message, fields)
    data: bytes = message.SerializeToString()
    return data


def _fill(message: Any, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if value is None:
            continue
        descriptor = message.DESCRIPTOR.fields_by_name[name]
        target = getattr(message, name)
        if descriptor.is_repeated and isinstance(value, Mapping):
            for key, item in value.items():
                _fill(target[key], item)
        elif descriptor.is_repeated and descriptor.message_type is not None:
            for item in value:
                _fill(target.add(), item)
        elif descriptor.is_repeated:
            target.extend(value)
        elif descriptor.message_type is not None:
            target.SetInParent()
            _fill(target, value)
        else:
            setattr(message, name, value)


def decode(name: str, payload: bytes) -> Any:
    """Return message ``name`` read from ``payload``; attributes are the field names.

    Raises:
        google.protobuf.message.DecodeError: the bytes are not such a message.
    """
    return _CLASSES[name].FromString(payload)


def enum_number(enum: str, value: str) -> int:
    """Return the number of an enum's value, such as ``("media.ProducerKind", "VIDEO")``."""
    number: int = _SCHEMA["enums"][enum][value]
    return number
