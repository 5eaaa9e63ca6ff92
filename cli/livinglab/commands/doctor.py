"""`livinglab doctor`: what on this machine or on its way to the registry could stand in the way."""

import os
import sys
from collections.abc import Callable
from typing import NamedTuple

from livinglab.context import Context
from livinglab.errors import DONE, LivinglabError, MachineLacks, NotVerified, Unreachable
from livinglab.folders import cache_folder, settings_file
from livinglab.language import Text
from livinglab.output import size
from livinglab.parser import Commands

LITTLE_BYTES = 1024**3
SKEW_SECONDS = 300


class Diagnosis(NamedTuple):
    """One thing that was looked at. `fatal` is the exit code if it is bad enough to stop work."""

    code: str
    good: bool
    text: Text
    fatal: int = DONE


def add_to(commands: Commands) -> None:
    """Describe the command."""
    commands.add("doctor", Text(id="periksa komputer ini", en="check this machine"))


def run(context: Context) -> int:
    """Look at everything, say everything, and fail with the first thing that stops work."""
    output = context.output
    looks: list[Callable[[Context], Diagnosis]] = [
        _python,
        _git,
        _disk,
        _settings,
        _proxy,
        _token,
        _registry,
        _key,
    ]
    diagnoses = [look(context) for look in looks]
    for each in diagnoses:
        mark = "ok" if each.good else "!!"
        output.say(f"{mark:<4}{output.text(each.text)}", style=None if each.good else "yellow")
    output.result({each.code: {"ok": each.good, "message": output.text(each.text)} for each in diagnoses})
    return next((each.fatal for each in diagnoses if each.fatal), DONE)


def _python(context: Context) -> Diagnosis:  # noqa: ARG001 - the shape of a look
    version = ".".join(map(str, sys.version_info[:3]))
    return Diagnosis("python", True, Text(id=f"Python {version}", en=f"Python {version}"))


def _git(context: Context) -> Diagnosis:  # noqa: ARG001 - as above
    from livinglab.repository import git  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.repository.errors import GitMissing  # noqa: PLC0415 - as above
    from livinglab.workspace.admission import refuse_old_git  # noqa: PLC0415 - as above

    try:
        refuse_old_git()
    except LivinglabError as error:
        hint = error.hint or error.text
        text = Text(id=f"{error.text.id} {hint.id}", en=f"{error.text.en} {hint.en}")
        return Diagnosis("git", False, text, MachineLacks.exit_code)
    except GitMissing as error:
        return Diagnosis("git", False, error.text, MachineLacks.exit_code)
    version = ".".join(map(str, git.version()))
    return Diagnosis("git", True, Text(id=f"git {version}, aman", en=f"git {version}, safe"))


def _disk(context: Context) -> Diagnosis:
    import shutil  # noqa: PLC0415 - other commands start without it

    free = shutil.disk_usage(os.getcwd()).free
    here = size(free, context.output.language)
    return Diagnosis("disk", free >= LITTLE_BYTES, Text(id=f"disk: {here} kosong", en=f"disk: {here} free"))


def _settings(context: Context) -> Diagnosis:  # noqa: ARG001 - as above
    path, cache = settings_file(), cache_folder()
    there = Text(id="ada", en="present") if os.path.isfile(path) else Text(id="tidak ada", en="absent")
    text = Text(
        id=f"pengaturan: {path} ({there.id}); simpanan: {cache}",
        en=f"settings: {path} ({there.en}); cache: {cache}",
    )
    return Diagnosis("settings", True, text)


def _proxy(context: Context) -> Diagnosis:  # noqa: ARG001 - as above
    names = ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
    found = [name for name in names if os.environ.get(name)]
    if not found:
        return Diagnosis("proxy", True, Text(id="tanpa proksi", en="no proxy"))
    shown = ", ".join(found)
    return Diagnosis("proxy", True, Text(id=f"proksi dari {shown}", en=f"proxy from {shown}"))


def _token(context: Context) -> Diagnosis:
    if os.environ.get("LIVINGLAB_TOKEN"):
        return Diagnosis("token", True, Text(id="LIVINGLAB_TOKEN ada", en="LIVINGLAB_TOKEN is set"))
    from livinglab.credentials import vault  # noqa: PLC0415 - heavy rooms only inside the command

    try:
        kept = vault.find(context.registry() or "")
    except LivinglabError as error:
        return Diagnosis("token", False, error.text)
    if kept is None:
        text = Text(
            id="belum masuk (hanya perlu untuk submit dan aplikasi terbatas): livinglab login",
            en="not signed in (only needed to submit, and for restricted applications): livinglab login",
        )
        return Diagnosis("token", True, text)
    here = Text(id=f"sudah masuk, token di: {kept.place}", en=f"signed in, the token is in: {kept.place}")
    warning = kept.warning()
    return Diagnosis("token", warning is None, warning or here)


def _registry(context: Context) -> Diagnosis:
    from livinglab.client.reachability import look  # noqa: PLC0415 - heavy rooms only inside the command

    address = context.registry()
    if not address:
        return Diagnosis("registry", False, Text(id="registri belum dipilih", en="no registry is chosen"))
    try:
        skew = look(address, context.output.language)
    except LivinglabError as error:
        return Diagnosis("registry", False, error.text, Unreachable.exit_code)
    if skew is not None and abs(skew) > SKEW_SECONDS:
        text = Text(
            id=f"registri {address} menjawab, tetapi jam komputer ini meleset {skew:.0f} detik",
            en=f"the registry {address} answers, but this machine's clock is off by {skew:.0f} seconds",
        )
        return Diagnosis("registry", False, text)
    return Diagnosis(
        "registry", True, Text(id=f"registri {address} menjawab", en=f"the registry {address} answers")
    )


def _key(context: Context) -> Diagnosis:
    from livinglab.client.index import pins  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.contract.signed import grouped  # noqa: PLC0415 - as above

    address = (context.registry() or "").rstrip("/")
    try:
        pin = pins.at_address(address) if address else None
    except LivinglabError as error:
        return Diagnosis("key", False, error.text, NotVerified.exit_code)
    if pin is None:
        text = Text(id="kunci registri belum pernah dilihat", en="the registry's key was never seen here")
        return Diagnosis("key", True, text)
    since = pin.first_seen[:10]
    return Diagnosis(
        "key",
        True,
        Text(
            id=f"kunci {pin.registry}, dikenal sejak {since}:\n    {grouped(pin.key)}",
            en=f"key of {pin.registry}, known since {since}:\n    {grouped(pin.key)}",
        ),
    )
