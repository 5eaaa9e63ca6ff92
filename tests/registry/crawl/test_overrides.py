"""Overrides: a curator lets a finding pass for a written reason, and everybody can read it."""

import io
from contextlib import redirect_stdout

import pytest
from sqlmodel import col, select

from livinglab.contract import OverrideRequest
from registry.__main__ import main
from registry.access.callers import OPERATOR
from registry.catalog import overrides
from registry.errors import Invalid, NotFound
from registry.tables import Frontier, JournalRow

REASON = "Submodul itu hanya berisi dokumentasi; aplikasi berjalan tanpanya."
LINKED = {".gitmodules": '[submodule "docs"]\n\tpath = docs\n\turl = https://git.example.go.id/docs.git\n'}


@pytest.fixture
def blocked(donor, visitor):
    """Give the source of a donor whose only release has a submodule, and was sent back for it."""
    commit = donor.release("v0.0.1")
    tree = donor.git("rev-parse", f"{commit}^{{tree}}")
    listing = donor.git("ls-tree", tree) + f"\n160000 commit {commit}\tdocs\n"
    made = donor.git("commit-tree", "-m", "docs", donor.git("mktree", "--missing", input=listing))
    donor.git("tag", "v1.0.0", made)
    donor.git("update-ref", "refs/heads/main", made)
    donor.git("tag", "--delete", "v0.0.1")
    source = visitor.submit(donor.url)
    report = visitor.visit(source)
    assert (report.outcome, [one.code for one in report.findings if one.level == "block"]) == (
        "sent_back",
        ["submodule"],
    )
    return source


@pytest.fixture
def override(visitor):
    """Give a curator's hand."""

    def override(code: str, *, reason: str = REASON, **place: str | None):
        request = OverrideRequest(code=code, reason=reason, **place)
        with visitor.database.write() as session:
            return overrides.put(session, "e-sakip", request, actor="token:kurator")

    return override


def test_an_overridden_finding_blocks_no_more_and_stays_visible_with_its_reason(
    visitor, blocked, override
) -> None:
    override("submodule", version="1.0.0")
    assert visitor.visit(blocked).outcome == "published"
    [release] = visitor.entry().releases
    [shown] = release.overridden
    assert (shown.code, shown.level, shown.path) == ("submodule", "block", "docs")
    assert (shown.override.reason, shown.override.actor) == (REASON, "token:kurator")
    assert visitor.archives("1.0.0")["snapshot"]
    with visitor.database.read() as session:
        row = session.exec(select(JournalRow).where(JournalRow.action == "check.overridden")).one()
    assert (row.actor, REASON in row.detail) == ("token:kurator", True)


def test_an_override_makes_the_source_due_now(visitor, blocked, override) -> None:
    with visitor.database.read() as session:
        before = session.exec(select(Frontier.due_at)).one()
    override("submodule")
    with visitor.database.read() as session:
        assert session.exec(select(Frontier.due_at)).one() < before


@pytest.mark.parametrize("place", [{"version": "2.0.0"}, {"path": "lain"}])
def test_an_override_of_another_place_is_refused_with_what_blocks(visitor, blocked, override, place) -> None:
    with pytest.raises(Invalid, match=r"submodule \(1\.0\.0\)"):
        override("submodule", **place)
    assert visitor.visit(blocked).outcome == "sent_back"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("license-file-missing", "cannot give rights"),
        ("license-conflict", "cannot give rights"),
        ("tree-refused", "harm"),
        ("tree-malformed", "harm"),
        ("sub-module", "No finding"),
    ],
)
def test_what_no_reason_can_mend_cannot_be_overridden(visitor, blocked, override, code, words) -> None:
    with pytest.raises(Invalid) as refused:
        override(code)
    assert words in refused.value.text.en


def test_an_override_taken_back_leaves_what_is_published_and_blocks_what_comes(
    visitor, donor, blocked, override
) -> None:
    override("submodule")
    visitor.visit(blocked)
    with visitor.database.write() as session:
        overrides.remove(session, "e-sakip", "submodule", version=None, path=None, actor="operator")
    commit = donor.git("commit-tree", "-m", "next", "-p", "main", "main^{tree}")
    donor.git("tag", "v1.1.0", commit)
    assert visitor.visit(blocked).outcome == "sent_back"
    assert [release.status for release in visitor.known(blocked).values()] == ["published", "sent_back"]
    with visitor.database.write() as session, pytest.raises(NotFound):
        overrides.remove(session, "e-sakip", "submodule", version=None, path=None, actor="operator")


def test_a_second_reason_replaces_the_first_and_the_journal_keeps_both(visitor, blocked, override) -> None:
    override("submodule")
    override("submodule", reason="Alasan yang lebih baik dan lebih panjang.")
    with visitor.database.read() as session:
        [shown] = overrides.shown(session, "e-sakip", caller=OPERATOR)
        told = session.exec(
            select(JournalRow.detail)
            .where(JournalRow.action == "check.overridden")
            .order_by(col(JournalRow.serial))
        ).all()
    assert shown.reason.startswith("Alasan yang lebih baik")
    assert (len(told), REASON in told[0]) == (2, True)


def test_the_operator_overrides_lists_and_takes_back(visitor, blocked, monkeypatch) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        out = io.StringIO()
        with redirect_stdout(out):
            code = main(["override", "e-sakip", *arguments])
        return code, out.getvalue()

    monkeypatch.setenv("LIVINGLAB_FOLDER", str(visitor.settings.folder))
    if visitor.settings.database_url:
        monkeypatch.setenv("LIVINGLAB_DATABASE_URL", visitor.settings.database_url.replace("+psycopg", ""))
    assert run("submodule", "--reason", "terlalu pendek")[0] == 1
    assert run("submodule", "--version", "1.0.0", "--reason", REASON)[0] == 0
    assert REASON in run()[1]
    assert run("submodule", "--remove")[0] == 1, "the override is of one version"
    assert run("submodule", "--version", "1.0.0", "--remove")[0] == 0
    assert run()[1] == ""
