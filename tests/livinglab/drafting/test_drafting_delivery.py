"""Where a draft goes, and that no answer is lost on the way."""

import pytest

from livinglab import drafting
from livinglab.drafting import delivery
from livinglab.errors import MachineLacks
from livinglab.output import Output


def test_a_file_that_appeared_meanwhile_is_kept_and_the_draft_is_shown(folder, capsys):
    root = folder({"README.md": "# e-SAKIP\n"})
    target = delivery.target(root, None, force=False)
    draft = drafting.draw(root)
    target.write_text("punya orang lain")
    with pytest.raises(MachineLacks):
        delivery.deliver(draft, target, Output("id"), force=False)
    assert target.read_text() == "punya orang lain"
    assert "name: e-SAKIP" in capsys.readouterr().out
    assert sorted(path.name for path in root.iterdir()) == ["README.md", "publiccode.yml"]


def test_a_folder_that_is_gone_leaves_the_draft_on_the_screen(folder, capsys):
    root = folder({"README.md": "# e-SAKIP\n"})
    draft = drafting.draw(root)
    with pytest.raises(OSError, match="No such file"):
        delivery.deliver(draft, root / "none" / "publiccode.yml", Output("id"), force=True)
    assert "name: e-SAKIP" in capsys.readouterr().out


def test_the_file_is_readable_for_all_and_nothing_is_left_beside_it(folder):
    root = folder({})
    delivery.deliver(drafting.draw(root), root / "publiccode.yml", Output("id"), force=True)
    assert (root / "publiccode.yml").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in root.iterdir()] == ["publiccode.yml"]
