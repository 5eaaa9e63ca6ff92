"""The small compose reader agrees with a full YAML reader, or refuses; and it sees what a file asks for."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from livinglab.scaffold import own_compose, yaml_outline

FILES = (
    "a: 1\nb:\n  - x\n  - y: 1\n    z: 2\n  - - p\n    - q\n",
    "services:\n  web:\n    image: nginx:1.27 # depan\n    ports:\n    - '80:80'\n    - \"443:443\"\n",
    "a: &x\n  b: c\nd:\n  <<: *x\n  e: f\ng: *x\n",
    "a: [1, 'b, c', \"d]\", {e: f}]\nb: {c: [d, e], f: 'g'}\n",
    "a: [\n  x,\n  y,\n]\nb: z\n",
    "a: |\n  line: one\n  - two\nb: >-\n  x\nc: d\n",
    "a: one\n  two\nb: c\n",
    "---\n# only\na:\n\n  # comment\n  b: http://x/#y\n",
    "a:\nb: ''\nc: \"\"\n",
    "'quoted key': 1\n\"other: key\": 2\n",
    "a:\n  - name: x\n    list:\n      - 1\n  - name: y\n",
    'command: ["sh", "-c", "echo \'a: b\' # c"]\n',
    "x-a: &a\n  k: [1]\nx-b: &b\n  l: 2\nc:\n  <<: [*a, *b]\n",
)


def full(text: str) -> object:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def as_texts(node: object) -> object:
    """What the full reader found, with every scalar as the text that compose would see."""
    if isinstance(node, dict):
        return {str(key): as_texts(value) for key, value in node.items()}
    if isinstance(node, list):
        return [as_texts(value) for value in node]
    return None if node is None else str(node)


@pytest.mark.parametrize("text", FILES)
def test_it_reads_what_a_full_reader_reads(text: str) -> None:
    read = yaml_outline.read(text.encode())
    expected = as_texts(full(text))
    if "|" in text:  # texts in blocks are not kept: no overlay needs them
        expected = {**expected, "a": "", "b": ""}
    assert read == expected


scalars = st.text("abcXYZ019 ./:-_${}#'\"@*&", max_size=12)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars.filter(bool), inner, max_size=3),
)


@example({"a": [{"-#": ""}]})
@given(st.dictionaries(st.text("abcdef-", min_size=1, max_size=6), documents, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_a_written_document_is_read_back_or_refused(document: dict[str, object]) -> None:
    stream = io.StringIO()
    writer = YAML()
    writer.width = 4096
    writer.dump(document, stream)
    try:
        read = yaml_outline.read(stream.getvalue().encode())
    except yaml_outline.Unreadable:
        return
    assert read == as_texts(full(stream.getvalue()))


@pytest.mark.parametrize(
    "hostile",
    [
        b"\t- a: b",
        b"a: *nowhere",
        b"a: [",
        b"a: {b: ",
        b'a: "open',
        b"a: 'open",
        b"- " * 400 + b"a",
        b"[" * 500,
        b"a:\n" * 6000,
        b"\xff\xfe",
        b"a\n" * 3,
        b"x" * 300_000,
    ],
    ids=range(12),
)
def test_a_hostile_file_is_refused_and_never_followed(hostile: bytes) -> None:
    assert own_compose.outline(hostile) is None


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    outline = own_compose.outline("\n".join([*lines, "services: {web: {build: .}}"]).encode())
    assert outline is not None
    assert [service.name for service in outline.services] == ["web"]


RISKY = """\
include: [other.yaml]
services:
  web:
    build: .
    privileged: true
    network_mode: host
    cap_add: [SYS_ADMIN]
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
      - /etc:/host
      - ~/rahasia:/r
      - ../luar:/l
      - ./dalam:/d
      - bernama:/n
    environment:
      DB_PASSWORD: rahasia
      AMAN_PASSWORD: ${DB_PASSWORD}
"""


def test_what_a_compose_file_asks_for_is_told() -> None:
    outline = own_compose.outline(RISKY.encode())
    assert outline is not None
    told = "\n".join(risk.en for risk in own_compose.risks(outline))
    for word in (
        "privileged",
        "network_mode",
        "cap_add",
        "docker.sock",
        "/etc",
        "~/rahasia",
        "../luar",
        "password",
        "other",
    ):
        assert word in told
    assert "./dalam" not in told
    assert "bernama" not in told
    assert told.count("password") == 1


def test_a_harmless_compose_file_has_no_risks(trees: dict[str, dict[str, str]]) -> None:
    plain = b"services:\n  web:\n    build: .\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD}\n"
    outline = own_compose.outline(plain)
    assert outline is not None
    assert own_compose.risks(outline) == ()


@pytest.mark.parametrize(
    ("port", "target"),
    [
        ("8080:80", "80"),
        ("80", "80"),
        ("127.0.0.1:8080:80", "80"),
        ("${PORT:-8080}:80", "80"),
        ("53:53/udp", "53/udp"),
        ("80:${PORT:-80}", "${PORT:-80}"),
        ("8000-8010:8000-8010", None),
        ({"target": "80", "published": "1"}, "80"),
        ("[::1]:8080:80", "80"),
        ("x", None),
        ("", None),
    ],
)
def test_the_containers_side_of_a_port_is_found(port: object, target: str | None) -> None:
    assert own_compose.target(port) == target
