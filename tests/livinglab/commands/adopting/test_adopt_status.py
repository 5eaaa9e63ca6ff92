"""`livinglab fetch`, `status` and `update` tell how the use of an application is recorded, and stands."""

from registry.access.callers import Role


def test_status_tells_the_regions_own_use_and_warns_before_it_lapses(served, donor, mirror, serve, today):
    siti = served.laptop(served.token("siti", bekasi=Role.RECORDER))
    stick = ("--registry", str(mirror.folder))
    fetched = siti.run(*stick, "fetch", "e-sakip", "sakip", "--region", "32.16", cwd=siti.home)
    here = siti.home / "sakip"
    assert "livinglab adopt installation" in fetched.out
    answered = siti.run("status", cwd=here)
    assert "No record of its use is seen: livinglab adopt installation" in answered.out
    assert "The catalog's record changed" not in answered.out
    soon = f"{today().year - 1}-{today().month:02}-01"
    told = siti.run("--json", "adopt", "go-live", "--date", soon, cwd=here).json
    out = siti.run("status", cwd=here).out
    assert "in use since 1 " in out
    assert "that it is still in use: livinglab adopt confirm" in out
    number = str(told["adoption"]["events"][0]["id"])
    siti.run("adopt", "--correct", number, "--date", "2024-01-15", cwd=here)
    assert siti.run("--json", "status", cwd=here).json["adoption"]["state"] == "lapsed"
    assert "adoption" not in siti.run("--json", "status", "--offline", cwd=here).json
    older, _ = serve()
    answered = siti.run("--json", "--registry", older, "status", cwd=here)
    assert (answered.code, answered.json["adoption"]) == (0, None)
    donor.release("1.1.0", {"baru": "x"})
    mirror.publish(donor, "1.1.0")
    assert "livinglab adopt installation" in siti.run(*stick, "update", cwd=here).out
    assert "Version 1.0.0 is recorded, here is 1.1.0" in siti.run("status", cwd=here).out
