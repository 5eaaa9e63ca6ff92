"""`livinglab submit`: donate an application, and follow what becomes of it."""

import time

from livinglab.context import Context
from livinglab.errors import UsageError
from livinglab.language import Text
from livinglab.parser import Commands

LARGEST_MANIFEST = 64 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0


def add_to(commands: Commands) -> None:
    """Describe the command."""
    submit = commands.add(
        "submit", Text(id="donasikan aplikasi ke katalog", en="donate an application to the catalog")
    )
    submit.argument(
        "url", metavar=Text(id="ALAMAT", en="URL"), help=Text(id="repositori git", en="its git repository")
    )
    submit.argument("--slug", required=True, help=Text(id="nama di katalog", en="its name in the catalog"))
    submit.argument("--publisher", required=True, help=Text(id="siapa donornya", en="who donates it"))
    submit.argument(
        "--region", metavar=Text(id="KODE|NAMA", en="CODE|NAME"), help=Text(id="daerahnya", en="its region")
    )
    submit.argument(
        "--manifest",
        metavar=Text(id="BERKAS", en="FILE"),
        help=Text(
            id="publiccode.yml bila repositori tidak punya", en="a publiccode.yml, if the repository has none"
        ),
    )
    submit.argument(
        "--visibility",
        choices=("public", "government", "agreement"),
        default="public",
        help=Text(id="siapa boleh mengambil kodenya", en="who may have the source"),
    )
    submit.argument("--wait", action="store_true", help=Text(id="tunggu hasilnya", en="wait for the outcome"))


def run(context: Context) -> int:
    """Send the submission; with --wait follow it to its end."""
    from livinglab.checking.outcome import tell_outcome  # noqa: PLC0415 - heavy rooms only inside the command
    from livinglab.client.opening import open_registry  # noqa: PLC0415 - as above
    from livinglab.contract import SubmissionRequest, Visibility  # noqa: PLC0415 - as above

    arguments, output = context.arguments, context.output
    registry = open_registry(context.registry(), language=output.language)
    try:
        request = SubmissionRequest(
            url=arguments.url,
            slug=arguments.slug,
            publisher=arguments.publisher,
            region=_region(arguments.region),
            visibility=Visibility(arguments.visibility),
            manifest=_manifest(arguments.manifest),
        )
    except ValueError as error:
        raise UsageError(Text(id=f"Isian ditolak: {error}", en=f"Not acceptable: {error}")) from error
    submission = registry.submit(request)
    output.say(Text(id=f"Diterima, nomor {submission.id}.", en=f"Received, number {submission.id}."))
    if submission.review:
        output.say(Text(id=submission.review.id, en=submission.review.en), style="yellow")
    pause = FIRST_PAUSE
    said = None
    while arguments.wait and submission.status.value in ("queued", "visiting"):
        if submission.status is not said:
            said = submission.status
            output.note(WAITING[said.value])
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
        submission = registry.submission(submission.id)
    output.result(submission.model_dump(mode="json"))
    return tell_outcome(submission, output)


WAITING = {
    "queued": Text(id="menunggu giliran kunjungan …", en="waiting for its visit …"),
    "visiting": Text(id="sedang diperiksa …", en="being checked …"),
}


def _region(said: str | None) -> str | None:
    if said is None:
        return None
    from livinglab.regions import resolve  # noqa: PLC0415 - only when a region is given

    return resolve(said, lambda code: None).code  # noqa: ARG005 - the registry checks lower levels itself


def _manifest(path: str | None) -> str | None:
    if path is None:
        return None
    with open(path, "rb") as file:
        content = file.read(LARGEST_MANIFEST + 1)
    if len(content) > LARGEST_MANIFEST:
        raise UsageError(Text(id=f"{path} lebih dari 64 KiB.", en=f"{path} is over 64 KiB."))
    return content.decode("utf-8", "replace")
