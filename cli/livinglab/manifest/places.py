"""Where in the file a problem is shown: the reference parser's rules, odd ones included."""

from collections.abc import Iterator

from livinglab.manifest.nodes import NOWHERE, Items, Keys, Node, Place


def of_key(tree: Node, key: str) -> Place:
    """Return the place of a key path such as `maintenance.contacts[0].email`.

    A key that is not there is shown at the first key of the section that lacks it, or at its brace; one whose
    section is not there either is shown nowhere, as 0:0 (parser.go, findKeyPos).
    """
    return _find(tree, key.split("."))


def key_on_line(node: Node, line: int, prefix: str = "") -> str:
    """Return the path of the first key or item that starts on a line, "" if none does (findKeyAtLine)."""
    for path, start, value in _children(node, prefix):
        if start == line:
            return path
        if found := key_on_line(value, line, path):
            return found
    return ""


def start_line(node: Node) -> int:
    """Return the line on which a value starts; of a mapping, its first key's."""
    if isinstance(node, Keys) and not node.flow and node.keys:
        return next(iter(node.keys.values())).place.line
    return node.place.line


def _children(node: Node, prefix: str) -> Iterator[tuple[str, int, Node]]:
    if isinstance(node, Keys):
        for name, value in node.values.items():
            yield f"{prefix}.{name}" if prefix else name, node.keys[name].place.line, value
    elif isinstance(node, Items):
        for number, item in enumerate(node.items):
            yield f"{prefix}[{number}]", start_line(item), item


def _find(node: Node, parts: list[str]) -> Place:
    if not isinstance(node, Keys):
        return node.place  # a value of the wrong type is shown itself
    name, number, inner = _split(parts[0])
    if name not in node.values:
        return _missing(node, parts)
    value = node.values[name]
    if number is not None:
        return _item(node, name, value, number, parts)
    if inner is not None:
        return _find(value, [inner, *parts[1:]])
    return node.keys[name].place if len(parts) == 1 else _find(value, parts[1:])


def _item(node: Keys, name: str, value: Node, number: int, parts: list[str]) -> Place:
    if not isinstance(value, Items) or number >= len(value.items):
        return node.keys[name].place
    item = value.items[number]
    return item.place if len(parts) == 1 else _find(item, parts[1:])


def _missing(node: Keys, parts: list[str]) -> Place:
    if node.flow:
        return node.place
    if len(parts) == 1 and node.keys:
        return next(iter(node.keys.values())).place
    return NOWHERE


def _split(part: str) -> tuple[str, int | None, str | None]:
    """Split `contacts[0]` and `description[en-US]` into the name, and the number or the inner key."""
    opened = part.rfind("[")
    if opened < 0 or not part.endswith("]") or opened + 2 > len(part) - 1:
        return part, None, None
    inner = part[opened + 1 : -1]
    if inner.isascii() and inner.isdigit():
        return part[:opened], int(inner[:9]), None
    return part[:opened], None, inner
