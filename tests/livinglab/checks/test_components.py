"""The packages that an application builds on, as its lock files have them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livinglab.checks import components
from livinglab.checks.components import json_locks, line_locks
from livinglab.checks.subject import Memory, Subject
from livinglab.repository import git, objects, trees

KEYS = [
    "packages",
    "packages-dev",
    "dependencies",
    "name",
    "version",
    "license",
    "lockfileVersion",
    "node_modules/a",
]
COMPOSER = {
    "packages": [
        {"name": "laravel/framework", "version": "v11.9.2", "license": ["MIT"]},
        {"name": "dompdf/dompdf", "version": "2.0.4", "license": ["LGPL-2.1-only", "GPL-2.0 WITH x"]},
    ],
    "packages-dev": [{"name": "phpunit/phpunit", "version": "11.1", "license": "BSD-3-Clause"}],
}
NPM_1 = {
    "lockfileVersion": 1,
    "dependencies": {
        "vue": {"version": "3.4.0", "dependencies": {"csstype": {"version": "3.1.0"}}},
        "vite": {"version": "5.0.0", "dev": True},
        "inner": {"version": "1.0.0", "bundled": True},
    },
}
NPM_3 = {
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "e-sakip", "version": "1.0.0"},
        "node_modules/@vue/compiler-core": {"version": "3.4.0", "license": "MIT"},
        "node_modules/vite": {"version": "5.0.0", "dev": True, "license": "MIT"},
        "node_modules/a/node_modules/vite": {"version": "5.0.0"},
        "node_modules/alias": {"name": "real", "version": "1.0.0"},
        "packages/own": {"version": "1.0.0"},
        "node_modules/own": {"link": True, "resolved": "packages/own"},
    },
}
UV = """\
version = 1

[[package]]
name = "e-sakip"
version = "0.1.0"
source = { virtual = "." }

[[package]]
name = "flask"
version = "3.0.3"
dependencies = [
    { name = "werkzeug" },
]

[package.metadata]
name = "not this"

[[package]]
name = "werkzeug"
version = "3.0.3"
"""
YARN = """\
# yarn lockfile v1


"@babel/core@^7.0.0", "@babel/core@^7.1.0":
  version "7.24.0"
  dependencies:
    version "^9"

vue@^3.4.0:
  version "3.4.0"
"""
YARN_BERRY = """\
__metadata:
  version: 8

"own@workspace:.":
  version: 0.0.0-use.local

"vue@npm:^3.4.0":
  version: 3.4.0
"""
PNPM = """\
lockfileVersion: '9.0'
importers:
  .:
    dependencies: {}
packages:

  '@vue/core@3.4.0(vue@3.4.0)':
    resolution: {integrity: x}

  lodash_x@4.17.21:
    resolution: {integrity: x}

snapshots:
  other@1.0.0: {}
"""
PNPM_5 = "packages:\n\n  /@vue/core/3.4.0_vue@3.4.0:\n    dev: true\n  /vue/3.4.0:\n    dev: false\n"
REQUIREMENTS = """\
# comment
-r base.txt
Django_Rest.x==3.15.0 ; python_version > "3.8"
uvicorn[standard] == 0.30.1 \\
    --hash=sha256:abc
requests>=2
"""
GO = """\
module example.go.id/spbe

go 1.22

require github.com/Google/uuid v1.6.0

require (
\tgithub.com/julienschmidt/httprouter v1.3.0
\tgopkg.in/yaml.v3 v3.0.1 // indirect
)

replace x => y v1.0.0
"""
GEM = "GEM\n  remote: x\n  specs:\n    rails (7.1.0)\n      rack (>= 2)\n    rack (3.0.0)\n"


def purls(found):
    return [one.purl for one in found if one is not None]


@pytest.mark.parametrize(
    ("parse", "text", "expected"),
    [
        (
            json_locks.composer,
            json.dumps(COMPOSER),
            [
                "pkg:composer/laravel/framework@v11.9.2",
                "pkg:composer/dompdf/dompdf@2.0.4",
                "pkg:composer/phpunit/phpunit@11.1",
            ],
        ),
        (
            json_locks.npm,
            json.dumps(NPM_1),
            ["pkg:npm/vue@3.4.0", "pkg:npm/vite@5.0.0", "pkg:npm/csstype@3.1.0"],
        ),
        (
            json_locks.npm,
            json.dumps(NPM_3),
            [
                "pkg:npm/%40vue/compiler-core@3.4.0",
                "pkg:npm/vite@5.0.0",
                "pkg:npm/vite@5.0.0",
                "pkg:npm/real@1.0.0",
            ],
        ),
        (line_locks.poetry, UV, ["pkg:pypi/flask@3.0.3", "pkg:pypi/werkzeug@3.0.3"]),
        (line_locks.cargo, UV, ["pkg:cargo/flask@3.0.3", "pkg:cargo/werkzeug@3.0.3"]),
        (line_locks.yarn, YARN, ["pkg:npm/%40babel/core@7.24.0", "pkg:npm/vue@3.4.0"]),
        (line_locks.yarn, YARN_BERRY, ["pkg:npm/vue@3.4.0"]),
        (line_locks.pnpm, PNPM, ["pkg:npm/%40vue/core@3.4.0", "pkg:npm/lodash_x@4.17.21"]),
        (line_locks.pnpm, PNPM_5, ["pkg:npm/%40vue/core@3.4.0", "pkg:npm/vue@3.4.0"]),
        (
            line_locks.requirements,
            REQUIREMENTS,
            ["pkg:pypi/django-rest-x@3.15.0", "pkg:pypi/uvicorn@0.30.1"],
        ),
        (
            line_locks.go,
            GO,
            [
                "pkg:golang/github.com/google/uuid@v1.6.0",
                "pkg:golang/github.com/julienschmidt/httprouter@v1.3.0",
                "pkg:golang/gopkg.in/yaml.v3@v3.0.1",
            ],
        ),
        (line_locks.gem, GEM, ["pkg:gem/rails@7.1.0", "pkg:gem/rack@3.0.0"]),
    ],
)
def test_each_kind_of_lock_file_gives_its_packages(parse, text, expected):
    assert purls(parse("lock", text.encode())) == expected


def test_licences_and_what_is_for_development_only_are_told():
    found = list(json_locks.composer("composer.lock", json.dumps(COMPOSER).encode()))
    assert [(one.license, one.dev) for one in found] == [
        ("MIT", False),
        ("LGPL-2.1-only OR (GPL-2.0 WITH x)", False),
        ("BSD-3-Clause", True),
    ]


@pytest.fixture
def read(tmp_path):
    """Commit files and read their components."""

    def run(files, memory=None):
        git_dir = tmp_path / "donor.git"
        git.init(git_dir)
        tree = _tree(git_dir, files)
        with objects.reader(git_dir) as reader:
            subject = Subject(
                git_dir,
                tree,
                survey=trees.survey(git_dir, tree),
                entries=trees.listing(git_dir, tree),
                reader=reader,
                profile=git.LAPTOP,
                tags=None,
                memory=memory or Memory(),
            )
            return subject.once(components.read)

    return run


def _tree(git_dir, files):
    stream = b"commit refs/heads/main\ncommitter A <a@example.go.id> 0 +0000\ndata 0\ndeleteall\n"
    for path, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        stream += f"M 100644 inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n"
    git.run(["fast-import", "--quiet", "--force"], git_dir=git_dir, input=stream)
    return git.run(["rev-parse", "main^{tree}"], git_dir=git_dir).decode().strip()


def test_a_package_stands_once_and_production_wins(read):
    found = read({"package-lock.json": json.dumps(NPM_3)}).found
    assert [(one.name, one.dev) for one in found] == [
        ("@vue/compiler-core", False),
        ("vite", False),
        ("real", False),
    ]


def test_lock_files_of_vendored_packages_are_not_ours(read):
    found = read({"vendor/a/b/composer.lock": json.dumps(COMPOSER), "tests/fixtures/yarn.lock": YARN})
    assert (found.found, found.locks) == ((), {})


INSTALLED = {
    "packages": COMPOSER["packages"] + COMPOSER["packages-dev"],
    "dev-package-names": ["phpunit/phpunit", 7],
}


@pytest.mark.parametrize("content", [INSTALLED, INSTALLED["packages"]], ids=["composer 2", "composer 1"])
def test_a_committed_vendor_folder_stands_in_for_a_lock_file(read, content):
    path = "vendor/composer/installed.json"
    found = read({path: json.dumps(content), f"app/vendor/a/b/{path}": json.dumps(content)})
    assert found.locks == {path: 3}
    assert [one.dev for one in found.found] == [False, False, isinstance(content, dict)]
    locked = read({path: json.dumps(content), "composer.lock": json.dumps({"packages": []})})
    assert locked.locks == {"composer.lock": 0}


def test_a_requirements_file_without_pins_is_no_lock_file(read):
    assert read({"requirements.txt": "flask\n"}).locks == {}
    assert read({"requirements/prod.txt": "flask==3.0.3\n"}).locks == {"requirements/prod.txt": 1}


HOSTILE = {
    "not json": b"{",
    "a list": b"[]",
    "a number": b"1" * 5000,
    "deep": b'{"packages":' + b"[" * 400_000,
    "rich": b'{"packages":[' + b"[]," * 600_000 + b"[]]}",
    "huge number": b'{"packages":' + b"9" * 10_000 + b"}",
    "no packages": b"{}",
    "packages is a word": b'{"packages":"x","dependencies":[]}',
    "bytes": b"\xff\xfe\x00",
    "merge": b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", ["composer.lock", "package-lock.json"])
def test_a_damaged_json_lock_file_is_told_and_nothing_breaks(read, path, content):
    found = read({path: content})
    assert [broken.path for broken in found.broken] == [path]
    assert found.locks == {}


@pytest.mark.parametrize("path", ["yarn.lock", "uv.lock", "pnpm-lock.yaml", "go.mod", "Gemfile.lock"])
@pytest.mark.parametrize(
    "content", [b"<<<<<<< HEAD\n", b"\xff\n", b"\n" * 1_000_001], ids=["merge", "bytes", "lines"]
)
def test_a_damaged_lock_file_of_lines_is_told(read, path, content):
    assert [broken.path for broken in read({path: content}).broken] == [path]


def test_one_too_large_is_told_and_not_read(read):
    [broken] = read({"composer.lock": b" " * (components.LARGEST + 1)}).broken
    assert "16 MiB" in broken.why.en


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner),
)


@settings(max_examples=50, deadline=None)
@given(name=st.sampled_from(sorted(components.PARSERS)), said=st.binary() | st.text().map(str.encode) | JSON)
def test_whatever_stands_in_a_lock_file_nothing_is_raised(name, said):
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    for one in components.parse(name, content).components:
        assert one.purl.startswith("pkg:")


STRANGE = ["", " ", "a b", "a\nb", "\x1b[2J", "x" * 300, 7, None, ["a"], {"a": 1}, "\ud800"]


@pytest.mark.parametrize("name", STRANGE, ids=repr)
def test_what_is_no_name_is_left_out(read, name):
    packages = [{"name": name, "version": "1"}, {"name": "a/b", "version": "1", "license": {"x": name}}]
    found = read({"composer.lock": json.dumps({"packages": [*packages, name]})})
    assert [(one.name, one.license) for one in found.found] == [("a/b", None)]


def test_there_is_an_end_to_packages(read):
    many = [{"name": f"a/b{number}", "version": "1"} for number in range(components.MOST + 5)]
    found = read({"composer.lock": json.dumps({"packages": many})})
    assert (len(found.found), found.left_out) == (components.MOST, True)


def test_a_lock_file_is_read_once_for_many_releases(read):
    memory = Memory()
    first = read({"composer.lock": json.dumps(COMPOSER)}, memory)
    known = dict(memory.known)
    assert read({"composer.lock": json.dumps(COMPOSER), "a.php": "x"}, memory).found == first.found
    assert memory.known == known
