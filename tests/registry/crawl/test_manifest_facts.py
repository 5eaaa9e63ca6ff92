"""What the catalog keeps of a publiccode.yml beside the essentials, and what of it is left out."""

import pytest

from livinglab import manifest
from livinglab.contract.described import Dependency, Documents
from registry.crawl import description, particulars


@pytest.fixture
def facts(texts):
    """Read a publiccode.yml to which something was added."""

    def facts(*, more="", language=""):
        said = texts["publiccode.yml"].replace("    features:", f"{language}    features:") + more
        reading = manifest.read(said.encode())
        assert reading.manifest, reading.problems
        return description.facts(reading.manifest, by_authors=True)

    return facts


def test_what_is_not_said_is_empty(facts):
    said = facts()
    assert (said.documents, said.contractors, said.dependencies) == ({}, [], [])
    assert (said.platforms, said.based_on, said.supports, said.fields) == (["web"], [], [], [])


def test_documents_are_kept_by_language(facts):
    video = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    said = facts(
        language=f"    documentation: https://docs.example/id\n    apiDocumentation: https://api.example\n"
        f"    videos: [{', '.join([f'{video!r}'] * 7)}]\n"
    )
    expected = Documents(
        documentation="https://docs.example/id",
        api_documentation="https://api.example",
        videos=[video] * particulars.MOST_VIDEOS,
    )
    assert said.documents == {"id": expected}


@pytest.mark.parametrize(
    ("bounds", "version"),
    [
        ("", None),
        (", version: '8.3'", "8.3"),
        (", versionMin: '8.1', versionMax: '8.4'", "8.1 – 8.4"),
        (", versionMin: '8.1'", "≥ 8.1"),
        (", versionMax: '8.4'", "≤ 8.4"),
    ],
)
def test_a_dependency_says_which_versions_do(facts, bounds, version):
    (one,) = facts(more=f"dependsOn:\n  proprietary:\n    - {{name: Oracle{bounds}}}\n").dependencies
    assert one == Dependency(kind="proprietary", name="Oracle", version=version)


def test_origins_lead_to_the_web_or_are_left_out(facts):
    said = facts(
        more="isBasedOn: ['https://git.example/a.git', 'ssh://git.example/b', 'javascript:alert(1)']\n"
    )
    assert said.based_on == ["https://git.example/a.git"]


def test_only_so_much_is_kept(facts):
    many = "\n".join(f"    - {{name: Paket {number}}}" for number in range(200))
    said = facts(more=f"dependsOn:\n  open:\n{many}\n")
    assert len(said.dependencies) == particulars.MOST
