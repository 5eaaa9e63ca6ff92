"""The index that `fetch` leaves: a change of the same length in the same second must not go unseen."""

import os


def test_a_change_within_the_second_of_the_fetch_is_seen(bekasi, donor, mirror, git):
    donor.release("1.0.0", {"LICENSE": "x", "index.php": "<?php // satu\n"})
    mirror.publish(donor, "1.0.0")
    bekasi.good("--registry", str(mirror.folder), "fetch", "e-sakip", "--region", "32.16")
    here = bekasi.home / "e-sakip"
    before = (here / "index.php").stat()
    (here / "index.php").write_text("<?php // dua!\n")
    os.utime(here / "index.php", ns=(before.st_atime_ns, before.st_mtime_ns))
    index = (here / ".git/index").stat()
    assert index.st_mtime_ns <= (here / "README.daerah.md").stat().st_mtime_ns + 10**9
    os.utime(here / ".git/index", ns=(before.st_mtime_ns, before.st_mtime_ns))
    assert git(here, "status", "--porcelain") == "M index.php"
