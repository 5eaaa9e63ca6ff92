"""Drafts of real applications, where bare copies of them are at hand: nothing wrong, nothing borrowed."""

import os
import subprocess
from pathlib import Path

import pytest

from livinglab.drafting import draw

AT_HAND = Path(os.environ.get("LIVINGLAB_REAL_REPOSITORIES", "-"))
WANTED = {  # what each says of itself, as read by a person
    "OpenSID+OpenSID": {"name": "OpenSID", "softwareVersion": "2410.0.0", "platforms": ("web",)},
    "slims+slims9_bulian": {"name": "SLiMS 9 Bulian", "softwareVersion": "9.7.0"},
    "agusnurwanto+wp-eval-sakip": {"name": "WP EVALUASI SAKIP", "softwareType": "addon"},
    "naufalpi+e-sakip-bna": {"name": "E-SAKIP Kabupaten Banjarnegara", "legal.license": "MIT"},
    "satriotol+esakip": {"softwareVersion": "1.0.1", "releaseDate": "2025-03-10"},
    "yudhis55+kke-sakip-trenggalek": {"name": "KKE-SAKIP", "softwareType": "standalone/web"},
    "bappeda-dev-team+api_spbe_kota_madiun": {"name": "API SPBE", "legal.license": "MIT"},
}
SILENT = {  # of what a framework's own text must not be taken for the application's
    "satriotol+esakip": ("name", "legal.license", "description.id.shortDescription", "landingURL"),
    "yudhis55+kke-sakip-trenggalek": ("legal.license",),
    "agusnurwanto+wp-eval-sakip": ("landingURL", "legal.mainCopyrightOwner"),
    "OpenSID+OpenSID": ("legal.mainCopyrightOwner",),
}

pytestmark = pytest.mark.skipif(
    not AT_HAND.is_dir(), reason="LIVINGLAB_REAL_REPOSITORIES names no folder of <owner>+<name>/repo, bare"
)


def _git(bare, *words, check=True):
    done = subprocess.run(["git", "--git-dir", bare, *words], capture_output=True, check=check)
    return done.stdout


@pytest.fixture
def laid(tmp_path):
    """Lay a bare repository's tree out: files at its root with their content, all others empty."""

    def lay(name):
        bare, root = AT_HAND / name / "repo", tmp_path / name.partition("+")[2]
        subprocess.run(["git", "init", "--quiet", root], check=True)
        _git(root / ".git", "remote", "add", "origin", f"https://github.com/{name.replace('+', '/')}.git")
        (root / ".git/objects/info/alternates").write_text(f"{bare / 'objects'}\n")
        for file in ("HEAD", "packed-refs"):
            (root / ".git" / file).write_bytes((bare / file).read_bytes())
        for line in filter(None, _git(bare, "ls-tree", "-r", "-z", "HEAD").decode().split("\0")):
            facts, path = line.split("\t", 1)
            if facts.startswith("100"):
                place = root / path
                place.parent.mkdir(parents=True, exist_ok=True)
                here = b"" if "/" in path else _git(bare, "cat-file", "blob", facts.split()[2], check=False)
                place.write_bytes(here)
        return root

    return lay


@pytest.mark.parametrize("name", WANTED)
def test_a_real_repository_is_drafted_as_a_person_reads_it(name, laid, wrong):
    draft = draw(laid(name))
    values = {key: found.value for key, found in draft.facts.items()}
    assert WANTED[name].items() <= values.items()
    assert values.keys().isdisjoint(SILENT.get(name, ()))
    assert values["url"] == f"https://github.com/{name.replace('+', '/')}.git"
    assert wrong(draft) == []
    assert "@" not in "".join(str(hint.value) for hints in draft.hints.values() for hint in hints)
