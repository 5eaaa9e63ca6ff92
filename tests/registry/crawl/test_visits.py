"""A visit from the donor's repository to the catalog."""


def test_a_donor_with_two_tags_is_published(visitor, donor):
    donor.release("v1.0.0")
    donor.release("v1.1.0", **{"menu.py": "print('baru')\n"})
    report = visitor.visit(visitor.submit(donor.url))
    assert report.findings == []
    assert report.outcome == "published"
    assert visitor.leftovers() == []
