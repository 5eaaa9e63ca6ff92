"""`livinglab adopt`: record what the region does with an application, and see how that stands."""

from livinglab.commands.fetch import FILE, REGION
from livinglab.context import Context
from livinglab.language import Text
from livinglab.parser import Command, Commands

NUMBER = Text(id="NOMOR", en="NUMBER")
# By their names in both languages, for shells to complete; `adopting.meaning` knows a few more.
STAGES = (
    "interest", "study-visit", "request", "memorandum", "agreement", "grant-or-loan", "source-handover",
    "installation", "training", "acceptance-test", "go-live", "registration", "evaluation", "stopped",
    "confirm", "minat", "studi-tiru", "permohonan", "nota-kesepakatan", "pks", "hibah", "pinjam-pakai",
    "serah-terima", "instalasi", "bimtek", "uat", "pendaftaran", "evaluasi", "dihentikan", "konfirmasi",
)  # fmt: skip
MOST, LONGEST = 2**31 - 1, 19
DAY = Text(id="TANGGAL", en="DATE")


def add_to(commands: Commands) -> None:
    """Describe the command."""
    adopt = commands.add("adopt", Text(id="catat pemakaian aplikasi", en="record the use of an application"))
    adopt.argument(
        "stage",
        metavar=Text(id="TAHAP", en="STAGE"),
        nargs="*",  # `studi tiru` is two words to a shell
        completions=STAGES,
        help=Text(
            id="yang terjadi: minat, instalasi, go-live, dihentikan, konfirmasi, …",
            en="what happened: interest, installation, go-live, stopped, confirm, …",
        ),
    )
    _which(adopt)
    _what(adopt)
    _otherwise(adopt)


def run(context: Context) -> int:
    """Do the one task that is asked for."""
    from livinglab.adopting.combining import task  # noqa: PLC0415 - light, and refuses before heavy rooms load

    context.arguments.stage = " ".join(context.arguments.stage) or None
    chosen = task(context.arguments)
    from livinglab.adopting import tasks  # noqa: PLC0415 - heavy rooms only inside the command

    return tasks.run(context, chosen)


def number(text: str) -> int:
    """Read the number of an organisation, adoption or record; raises ValueError where it cannot be one."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:LONGEST]) <= MOST):
        raise ValueError(text)
    return int(text)


def _which(adopt: Command) -> None:
    adopt.argument(
        "--application",
        metavar=Text(id="APLIKASI", en="APP"),
        help=Text(id="bukan aplikasi di folder ini", en="not the one in this directory"),
    )
    adopt.argument(
        "--region", metavar=REGION, help=Text(id="daerah yang memakai", en="the region that uses it")
    )
    adopt.argument("--unit", help=Text(id="unit kerja di daerah itu", en="an office of that region"))
    adopt.argument(
        "--organisation",
        type=number,
        metavar=NUMBER,
        help=Text(id="organisasi Anda yang mencatat", en="which of your organisations records"),
    )


def _what(adopt: Command) -> None:
    adopt.argument(
        "--date", metavar=DAY, help=Text(id="kapan, seperti 2026-11-20 (hari ini)", en="when (today)")
    )
    adopt.argument(
        "--version",
        metavar=Text(id="VERSI", en="VERSION"),
        help=Text(id="bukan versi di folder ini", en="not the version in this directory"),
    )
    adopt.argument(
        "--document",
        metavar=Text(id="JENIS", en="KIND"),
        help=Text(id="dokumennya: sk, bast, pks, …", en="its document: sk, bast, pks, …"),
    )
    adopt.argument("--number", metavar=NUMBER, help=Text(id="nomor dokumen", en="the document's number"))
    adopt.argument("--document-date", metavar=DAY, help=Text(id="tanggal dokumen", en="the document's date"))
    adopt.argument(
        "--file",
        metavar=FILE,
        help=Text(
            id="berkas dokumen: hanya SHA-256-nya dihitung, berkasnya tidak dikirim",
            en="the document's file: only its SHA-256 is taken, the file is never sent",
        ),
    )
    adopt.argument(
        "--reason",
        metavar=Text(id="ALASAN", en="REASON"),
        help=Text(id="mengapa dihentikan: no-staff, …", en="why it was stopped: no-staff, …"),
    )
    adopt.argument("--note", metavar=Text(id="CATATAN", en="NOTE"), help=Text(id="catatan", en="a note"))
    adopt.argument(
        "--dry-run",
        action="store_true",
        help=Text(id="tunjukkan saja", en="only show what would be recorded"),
    )


def _otherwise(adopt: Command) -> None:
    adopt.argument(
        "--correct",
        type=number,
        metavar=NUMBER,
        help=Text(id="gantikan catatan ini", en="take the place of this record"),
    )
    adopt.argument(
        "--retract",
        type=number,
        metavar=NUMBER,
        help=Text(id="cabut catatan ini", en="take this record back"),
    )
    adopt.argument(
        "--terms",
        nargs="+",
        metavar=Text(id="KUNCI=NILAI", en="KEY=VALUE"),
        help=Text(id="catat syarat pemakaian: basis=pks …", en="record the terms of use: basis=pks …"),
    )
    adopt.argument(
        "--experience",
        metavar=FILE,
        help=Text(id="kirim pengalaman: .toml atau .json", en="send what it took: .toml or .json"),
    )
    adopt.argument(
        "--list",
        action="store_true",
        help=Text(id="adopsi organisasi Anda", en="your organisations' adoptions"),
    )
    adopt.argument(
        "--all",
        action="store_true",
        help=Text(id="dengan --list: semua yang terlihat", en="with --list: all"),
    )
    adopt.argument(
        "--state",
        metavar=Text(id="KEADAAN", en="STATE"),
        help=Text(id="dengan --list: in-use, lapsed, …", en="with --list: in-use, lapsed, …"),
    )
    for option, help in (
        ("--affirm", Text(id="sebagai donor: adopsi ini benar", en="as the donor: this adoption is so")),
        ("--dispute", Text(id="sebagai donor: tidak benar, --note", en="as the donor: it is not so, --note")),
        ("--withdraw", Text(id="sebagai donor: tarik pernyataan", en="as the donor: withdraw our word")),
    ):
        adopt.argument(option, type=number, metavar=NUMBER, help=help)
