"""A donor whose own repository has lost objects: that is neither harm nor a bad line, and can be mended."""


def test_a_donor_that_lost_an_object_is_told_which_and_how_to_find_it(sqlite_visitor, donor):
    donor.release("v1.0.0")
    oid = donor.git("rev-parse", "v1.0.0:app.py")
    (donor.git_dir / "objects" / oid[:2] / oid[2:]).unlink()
    report = sqlite_visitor.visit(sqlite_visitor.submit(donor.url))
    assert report.outcome == "failed"
    assert oid in report.text.id
    assert "tidak lengkap" in report.text.id
    assert "git fsck" in report.text.en
    assert sqlite_visitor.leftovers() == []
