"""`livinglab check`: what stands between this code and its reuse by another region, line by line."""

from livinglab.context import Context
from livinglab.errors import DONE, OTHER, MachineLacks, SentBack, UsageError
from livinglab.language import Text
from livinglab.parser import Commands

FILE = Text(id="BERKAS", en="FILE")
WARNED = OTHER


def add_to(commands: Commands) -> None:
    """Describe the command."""
    check = commands.add(
        "check", Text(id="periksa apakah kode siap dibagikan", en="check whether code is ready to be shared")
    )
    check.argument(
        "directory",
        metavar=Text(id="FOLDER", en="DIRECTORY"),
        nargs="?",
        help=Text(id="repositorinya (folder ini)", en="the repository (this directory)"),
    )
    check.argument(
        "--manifest",
        metavar=FILE,
        help=Text(
            id="periksa hanya publiccode.yml ini (- untuk stdin)",
            en="only judge this publiccode.yml (- for stdin)",
        ),
    )
    check.argument(
        "--no-files",
        action="store_true",
        help=Text(id="jangan cari berkas yang disebutnya", en="do not look for the files it names"),
    )
    check.argument(
        "--network",
        action="store_true",
        help=Text(id="tanyai juga alamat yang disebutnya", en="also ask the addresses that it names"),
    )
    check.argument(
        "--sbom",
        metavar=FILE,
        help=Text(
            id="tulis daftar komponen (CycloneDX) ke berkas ini",
            en="write the bill of materials (CycloneDX) to this file",
        ),
    )
    check.argument(
        "--strict", action="store_true", help=Text(id="peringatan: kode keluar 1", en="warnings: exit code 1")
    )


def run(context: Context) -> int:
    """Judge one manifest, or a whole directory."""
    alone = context.arguments.manifest is not None
    _refuse_contradictions(context)
    try:
        return _manifest(context) if alone else _directory(context)
    except ModuleNotFoundError as error:
        raise _extra_missing(error) from error


def _refuse_contradictions(context: Context) -> None:
    """With a manifest, a directory is where the files lie that it names."""
    arguments = context.arguments
    if arguments.manifest is None:
        return
    if arguments.directory is not None and arguments.no_files:
        raise UsageError(
            Text(
                id="Dengan --no-files tidak ada yang dicari di folder itu.",
                en="With --no-files nothing is looked for in that directory.",
            )
        )
    if arguments.sbom is not None:
        raise UsageError(
            Text(
                id="--manifest memeriksa satu berkas saja: tanpa --sbom.",
                en="--manifest judges one file only: there is no bill of materials.",
            )
        )


def _directory(context: Context) -> int:
    from pathlib import Path  # noqa: PLC0415 - heavy rooms only inside the command

    from livinglab import checks  # noqa: PLC0415 - as above
    from livinglab.checking.report import report  # noqa: PLC0415 - as above
    from livinglab.checking.telling import tell  # noqa: PLC0415 - as above
    from livinglab.checking.working_tree import looked_at  # noqa: PLC0415 - as above
    from livinglab.repository.errors import ObjectMissing  # noqa: PLC0415 - as above

    output = context.output
    with looked_at(Path(context.arguments.directory or ".").absolute()) as looked:
        for note in looked.notes:
            output.note(note, style="dim")
        try:
            seen = checks.examine(
                looked.git_dir,
                looked.commit,
                looked.tree,
                None,
                tags=looked.tags,
                named_files=not context.arguments.no_files,
            )
        except ObjectMissing as error:
            raise _incomplete(error.text) from error
        found = report(seen, looked)
        if context.arguments.network:
            from livinglab.checking import addresses  # noqa: PLC0415 - only where the network may be used

            found = found.model_copy(update={"checks": [*found.checks, *addresses.ask(looked)]})
    if context.arguments.sbom:
        from livinglab.checking import bill  # noqa: PLC0415 - loads the CycloneDX library

        bill.write(Path(context.arguments.sbom), seen, looked)
    output.result(found.model_dump(mode="json"))
    titles = {check.code: check.says for check in checks.CHECKS}
    tell(found, output, titles=titles, changed=looked.changed if looked.head else ())
    warned = any(check.level.value == "warn" for check in found.checks)
    return _code(context, blocked=not found.shareable, warned=warned)


def _manifest(context: Context) -> int:
    from livinglab import manifest  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.checking import manifest_file  # noqa: PLC0415 - as above
    from livinglab.checking.report import verdict  # noqa: PLC0415 - as above

    output, said = context.output, context.arguments.manifest
    files = None if context.arguments.no_files else manifest_file.beside(said, context.arguments.directory)
    text = manifest_file.load(said)
    reading = manifest.read(text, files)
    further: tuple[manifest.Problem, ...] = ()
    if context.arguments.network:
        from livinglab.manifest import network  # noqa: PLC0415 - only where the network may be used

        further = network.problems(text)
    found = verdict(reading, output.language, further=further)
    output.result(found.model_dump(mode="json"))
    manifest_file.tell(found, said, output)
    return _code(context, blocked=not found.valid, warned=bool(found.problems))


def _code(context: Context, *, blocked: bool, warned: bool) -> int:
    if blocked:
        return SentBack.exit_code
    return WARNED if warned and context.arguments.strict else DONE


def _incomplete(missing: Text) -> MachineLacks:
    """Tell what a clone with a filter lacks: nothing is brought from the network behind anybody's back."""
    return MachineLacks(
        Text(
            id=f"Klon ini tidak lengkap: {missing.id}.",
            en=f"This clone is incomplete: {missing.en}.",
        ),
        Text(
            id="Lengkapi dulu: git fetch --refetch --no-filter",
            en="Complete it first: git fetch --refetch --no-filter",
        ),
    )


def _extra_missing(error: ModuleNotFoundError) -> Exception:
    """Tell what to install, where a package of the extra is absent; a mistake of our own stays one."""
    if error.name is None or error.name.partition(".")[0] == "livinglab":
        return error
    return MachineLacks(
        Text(
            id=f"Pemeriksaan memerlukan paket tambahan ({error.name}).",
            en=f"Checking needs further packages ({error.name}).",
        ),
        Text(id="Pasang: pip install 'livinglab[check]'", en="Install: pip install 'livinglab[check]'"),
    )
