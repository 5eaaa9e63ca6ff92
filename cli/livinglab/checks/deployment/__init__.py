"""How an application can be put to work: what of it a new operator finds ready."""

import re
from collections.abc import Iterator

from livinglab.checks.check import Check, Evidence
from livinglab.checks.deployment import containers, databases, health, php, stacks
from livinglab.checks.documents import readmes
from livinglab.checks.subject import Subject
from livinglab.language import Text
from livinglab.repository.names import printable

MOST_NAMES = 5  # files or extensions that one sentence names
_PHP_VERSION = re.compile(r"\bphp\b[^\n]{0,40}?\b\d\.\d", re.IGNORECASE)


def _stands_alone(subject: Subject) -> bool:
    """Whether something runs here by itself; a plugin lives in another application."""
    return any(stack.name != "wordpress" for stack in subject.once(stacks.find))


def _docker(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(containers.find)
    if found:
        names = ", ".join(map(printable, found[:MOST_NAMES]))
        yield Evidence(
            found[0],
            message=Text(id=f"Dapat dijalankan dengan Docker: {names}.", en=f"It runs with Docker: {names}."),
        )


def _no_docker(subject: Subject) -> Iterator[Evidence]:
    if _stands_alone(subject) and not subject.once(containers.find):
        yield Evidence()


def _php(subject: Subject) -> Iterator[tuple[str, php.Wanted]]:
    """Yield each composer.json that PHP runs by, with what it asks for."""
    for stack in subject.once(stacks.find):
        path = f"{stack.folder}composer.json"
        if stack.name in {*stacks.PHP, "wordpress"} and path in subject.by_path:
            yield path, php.wanted(subject, stack.folder)


def _php_requirements(subject: Subject) -> Iterator[Evidence]:
    for path, wanted in _php(subject):
        if wanted.range:
            yield Evidence(path, message=_needs(wanted))


def _needs(wanted: php.Wanted) -> Text:
    shown, more = wanted.extensions[:MOST_NAMES], len(wanted.extensions) - MOST_NAMES
    names = ", ".join(f"ext-{name}" for name in shown)
    fitting = ", ".join(version for version in wanted.versions or () if version in php.SUPPORTED)
    among = Text(id=f" (yang masih didukung: {fitting})", en=f" (of those supported: {fitting})")
    beside = Text(
        id=f" dengan {names}" + (f" dan {more} lainnya" if more > 0 else ""),
        en=f" with {names}" + (f" and {more} more" if more > 0 else ""),
    )
    return Text(
        id=f"Perlu PHP {wanted.range}{among.id if fitting else ''}{beside.id if names else ''}.",
        en=f"It needs PHP {wanted.range}{among.en if fitting else ''}{beside.en if names else ''}.",
    )


def _php_unknown(subject: Subject) -> Iterator[Evidence]:
    asked = [wanted for _, wanted in _php(subject) if wanted.range]
    told = (_PHP_VERSION.search(subject.text(path) or "") for path in readmes(subject))
    if any(stack.name in stacks.PHP for stack in subject.once(stacks.find)) and not asked and not any(told):
        yield Evidence()


def _php_unsupported(subject: Subject) -> Iterator[Evidence]:
    for path, wanted in _php(subject):
        if wanted.is_unsupported:
            committed = f"{path.removesuffix('composer.json')}vendor/autoload.php" in subject.by_path
            # With its packages committed nobody asks Composer, which alone would refuse a newer PHP.
            lenient = wanted.because is not None and committed
            yield Evidence(path, message=_unsupported(wanted), level="info" if lenient else None)


def _unsupported(wanted: php.Wanted) -> Text:
    newest = (wanted.versions or ())[-1]
    ended = php.ENDED[newest]
    who = (
        Text("Paketnya mengizinkan", "Its packages allow")
        if wanted.because
        else Text("Mengizinkan", "It allows")
    )
    why = f" (composer.lock: {wanted.because})" if wanted.because else ""
    return Text(
        id=f"{who.id} paling tinggi PHP {newest}{why}, yang sejak {ended} tidak diperbaiki lagi.",
        en=f"{who.en} PHP {newest} at most{why}, which has had no security fixes since {ended}.",
    )


def _migrations(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(databases.find)
    if found.folder:
        yield Evidence(
            found.folder,
            message=Text(
                id=f"Tabel basis data dibuat dan diperbarui oleh {found.migrations} migrasi.",
                en=f"The tables of its database are made and brought up to date by {found.migrations} "
                f"{'migration' if found.migrations == 1 else 'migrations'}.",
            ),
        )


def _no_migrations(subject: Subject) -> Iterator[Evidence]:
    found = subject.once(databases.find)
    if found.folder or not found.is_wanted or not subject.once(stacks.find):
        return
    if found.schema is None:
        yield Evidence()
        return
    message = Text(
        id="Tabel basis data dibuat dengan mengimpor berkas ini; cara mengubahnya kelak tidak terlihat.",
        en="The tables of its database are made by importing this file; how they change later is not seen.",
    )
    yield Evidence(found.schema, message=message, level="info")


def _health(subject: Subject) -> Iterator[Evidence]:
    if found := subject.once(health.find):
        path, line, address = found
        by_itself = Text(
            id="Kontainernya memeriksa kesehatannya sendiri.", en="Its container looks after its own health."
        )
        asked = Text(
            id=f"Kesehatannya dapat ditanyakan di {address}.", en=f"It tells of its health at {address}."
        )
        yield Evidence(path, line, asked if address else by_itself)


def _no_health(subject: Subject) -> Iterator[Evidence]:
    if _stands_alone(subject) and subject.once(health.find) is None:
        yield Evidence()


def _no_example(subject: Subject) -> Iterator[Evidence]:
    reading = [stack for stack in subject.once(stacks.find) if stack.reads_env]
    if reading and not subject.once(databases.examples):
        yield Evidence()


CHECKS: tuple[Check, ...] = (
    Check(
        "deploy-docker",
        "info",
        Text(id="Dapat dijalankan dengan Docker.", en="It runs with Docker."),
        None,
        _docker,
    ),
    Check(
        "deploy-docker-missing",
        "info",
        Text(
            id="Tidak ada Dockerfile atau berkas compose.",
            en="There is neither a Dockerfile nor a compose file.",
        ),
        Text(
            id="Tidak wajib: `livinglab fetch` menuliskannya untuk kerangka kerja yang dikenalnya. Sertakan "
            "sendiri bila pemasangannya tidak biasa.",
            en="Not a must: `livinglab fetch` writes them for the frameworks it knows. Add your own where "
            "the installation is unusual.",
        ),
        _no_docker,
    ),
    Check(
        "deploy-php-requirements",
        "info",
        Text(
            id="composer.json menyebut PHP dan ekstensi yang diperlukan.",
            en="The composer.json names the PHP and the extensions that are needed.",
        ),
        None,
        _php_requirements,
    ),
    Check(
        "deploy-php-unknown",
        "info",
        Text(id="Tidak disebutkan versi PHP yang diperlukan.", en="It does not say which PHP it needs."),
        Text(
            id='Sebutkan di composer.json, misalnya `"require": {"php": "^8.2"}`, atau di README.',
            en='Name it in composer.json, such as `"require": {"php": "^8.2"}`, or in the README.',
        ),
        _php_unknown,
    ),
    Check(
        "deploy-php-unsupported",
        "warn",
        Text(
            id="Hanya mengizinkan PHP yang tidak diperbaiki lagi celah keamanannya.",
            en="It allows only PHP that gets no more security fixes.",
        ),
        Text(
            id="Perbarui kerangka kerja dan paketnya sampai dapat memakai PHP 8.3 atau lebih baru.",
            en="Update the framework and the packages until it runs on PHP 8.3 or later.",
        ),
        _php_unsupported,
    ),
    Check(
        "deploy-migrations",
        "info",
        Text(
            id="Tabel basis data dibuat dan diperbarui oleh migrasi.",
            en="The tables of its database are made and brought up to date by migrations.",
        ),
        None,
        _migrations,
    ),
    Check(
        "deploy-migrations-missing",
        "warn",
        Text(
            id="Memakai basis data, tetapi tidak ada migrasi maupun skema untuk membuat tabelnya.",
            en="It uses a database, and neither migrations nor a schema make its tables.",
        ),
        Text(
            id="Sertakan migrasi kerangka kerjanya, atau paling tidak skema tanpa data (`mysqldump "
            "--no-data`).",
            en="Add the framework's migrations, or at least a schema without data (`mysqldump --no-data`).",
        ),
        _no_migrations,
    ),
    Check(
        "deploy-health",
        "info",
        Text(id="Kesehatannya dapat diperiksa oleh mesin.", en="A machine can ask if it is well."),
        None,
        _health,
    ),
    Check(
        "deploy-health-missing",
        "info",
        Text(
            id="Tidak ada alamat untuk memeriksa apakah aplikasi sehat.",
            en="There is no address at which to ask if the application is well.",
        ),
        Text(
            id="Sediakan alamat seperti /health (Laravel: `health: '/up'` di bootstrap/app.php) yang "
            "menjawab 200 bila basis data terjangkau.",
            en="Offer an address such as /health (Laravel: `health: '/up'` in bootstrap/app.php) that "
            "answers 200 when the database is within reach.",
        ),
        _no_health,
    ),
    Check(
        "env-example-missing",
        "warn",
        Text(
            id="Aplikasi membaca .env, tetapi tidak ada contohnya.",
            en="The application reads a .env, and there is no example of it.",
        ),
        Text(
            id="Sediakan .env.example dengan semua nama yang diperlukan, tanpa rahasia.",
            en="Provide an .env.example with every name that is needed and no secrets.",
        ),
        _no_example,
    ),
)
