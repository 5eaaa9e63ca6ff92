"""Where archives lie: a folder or an S3-compatible bucket, under names that never change their content."""

import contextlib
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import boto3  # type: ignore[import-untyped]  # it ships no types
from boto3.exceptions import S3UploadFailedError  # type: ignore[import-untyped]  # likewise
from botocore.config import Config  # type: ignore[import-untyped]  # likewise
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # likewise

from livinglab.language import Text
from registry.errors import NotFound, RegistryError
from registry.folders import folders
from registry.settings import Settings

CHUNK = 1 << 18  # each chunk is a hop between threads: 128 KiB costs half as much CPU time again
S3_SECONDS = 20
_PART = r"[a-z0-9][a-z0-9-]{0,63}"
_NAME = re.compile(rf"({_PART}/){{1,3}}{_PART}\.(bundle|csv|json|jsonl|md|cdx\.json|schema\.json)")
_ABSENT = {"404", "NoSuchKey", "NotFound"}
PARTIAL = ".partial"
QUARANTINED = "quarantined"


class StoreUnavailable(RegistryError):
    """The place where archives lie does not answer."""

    status = 503
    title = Text(id="Penyimpanan arsip tidak tersedia", en="The archive store is unavailable")


class Store(Protocol):
    """What both kinds of store do. Names are relative to `archives/`: `ab/<sha256>.bundle`."""

    def put_file(self, name: str, path: Path) -> None:
        """Keep a file for good. A name that is there already is left alone: it says what its content is."""

    def put_bytes(self, name: str, content: bytes) -> None:
        """Keep these bytes under a name whose content may change, replacing it at one stroke."""

    def remove(self, name: str) -> None:
        """Take away a name whose content may change; nothing happens if it is not there."""

    def move(self, taken_from: str, put_at: str) -> None:
        """Give a file that never changes another name. Safe to repeat; nothing happens if it is not there."""

    def size(self, name: str) -> int | None:
        """Return the size in bytes, None if there is nothing of that name."""

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`. Raises NotFound."""


def open_store(settings: Settings) -> Store:
    """Return the store of these settings. Needs no database."""
    if settings.archive_url:
        return BucketStore(settings.archive_url, endpoint=settings.s3_endpoint)
    return FolderStore(folders(settings).archives)


def archive_name(sha256: str, *, restricted: bool) -> str:
    """Return the name of a bundle. What is not public lies apart, so that a plain file server can bar it."""
    return f"{'restricted/' if restricted else ''}{sha256[:2]}/{sha256}.bundle"


def bill_name(sha256: str, *, restricted: bool) -> str:
    """Return the name of a bill of materials, beside the bundles."""
    return f"{'restricted/' if restricted else ''}{sha256[:2]}/{sha256}.cdx.json"


def quarantined_name(name: str) -> str:
    """Return where a file lies while nobody may have it: no route serves it, and no mirror should."""
    return f"{QUARANTINED}/{name}"


def entry_name(slug: str) -> str:
    """Return the name of an application's static entry."""
    return f"applications/{slug}.json"


class FolderStore:
    """Archives as plain files, which any web server or USB stick can carry."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put_file(self, name: str, path: Path) -> None:
        """Link or copy beside, fsync, rename, fsync the folder: whole or absent, also at a power loss."""
        target = self._path(name)
        if target.exists():
            return
        partial = self._partial(target)
        try:
            _double(path, partial)
            _settle(partial, target)
        finally:
            partial.unlink(missing_ok=True)

    def put_bytes(self, name: str, content: bytes) -> None:
        """Write beside, fsync, rename: readers see the old entry or the new one."""
        target = self._path(name)
        partial = self._partial(target)
        try:
            partial.write_bytes(content)
            _settle(partial, target)
        finally:
            partial.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Unlink the file, if it is there."""
        self._path(name).unlink(missing_ok=True)

    def move(self, taken_from: str, put_at: str) -> None:
        """Rename the file, or let it go where the same content is there already; fsync both folders."""
        source, target = self._path(taken_from), self._path(put_at)
        if not source.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # somebody else was quicker
            source.unlink() if target.exists() else source.rename(target)
        _fsync(target.parent)
        _fsync(source.parent)

    def size(self, name: str) -> int | None:
        """Return the size in bytes, None if there is nothing of that name."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`. Raises NotFound."""
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError as error:
            raise _not_found(name) from error
        with file:
            file.seek(start)
            left = (os.fstat(file.fileno()).st_size if end is None else end) - start
            while left > 0 and (part := file.read(min(CHUNK, left))):
                left -= len(part)
                yield part

    def _path(self, name: str) -> Path:
        return self._root / _checked(name)

    def _partial(self, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.with_name(f".{target.name}.{uuid.uuid4().hex}{PARTIAL}")


class BucketStore:
    """Archives in an S3-compatible bucket: its uploads are atomic by themselves."""

    def __init__(self, url: str, *, endpoint: str = "") -> None:
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        self._bucket = bucket
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            config=Config(connect_timeout=S3_SECONDS, read_timeout=S3_SECONDS, retries={"max_attempts": 3}),
        )

    def put_file(self, name: str, path: Path) -> None:
        """Upload, unless an object of that name is there with the whole content."""
        if self.size(name) == path.stat().st_size:
            return
        kind = {"ContentType": "application/octet-stream"}
        self._call("upload_file", str(path), self._bucket, self._key(name), ExtraArgs=kind)

    def put_bytes(self, name: str, content: bytes) -> None:
        """Upload these bytes, replacing what was there."""
        self._call(
            "put_object",
            Bucket=self._bucket,
            Key=self._key(name),
            Body=content,
            ContentType="application/json",
        )

    def remove(self, name: str) -> None:
        """Delete the object; a bucket does not mind if it is not there."""
        self._call("delete_object", Bucket=self._bucket, Key=self._key(name))

    def move(self, taken_from: str, put_at: str) -> None:
        """Copy within the bucket, unless the whole content is there already, then delete."""
        source = {"Bucket": self._bucket, "Key": self._key(taken_from)}
        target, size = self._key(put_at), self.size(taken_from)
        if size is None:
            return
        if self.size(put_at) != size:
            with contextlib.suppress(NotFound):  # somebody else was quicker
                self._call("copy_object", Bucket=self._bucket, Key=target, CopySource=source)
        self.remove(taken_from)

    def size(self, name: str) -> int | None:
        """Return the size in bytes, None if there is nothing of that name."""
        try:
            return int(self._call("head_object", Bucket=self._bucket, Key=self._key(name))["ContentLength"])
        except NotFound:
            return None

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes from `start` up to, not including, `end`. Raises NotFound."""
        if end is not None and end <= start:
            return
        wanted = f"bytes={start}-" + (str(end - 1) if end is not None else "")
        whole = start == 0 and end is None
        span = {} if whole else {"Range": wanted}
        answer = self._call("get_object", Bucket=self._bucket, Key=self._key(name), **span)
        with contextlib.closing(answer["Body"]) as body:
            yield from body.iter_chunks(CHUNK)

    def _key(self, name: str) -> str:
        return self._prefix + _checked(name)

    def _call(self, operation: str, *arguments: object, **named: object) -> Any:
        try:
            return getattr(self._client, operation)(*arguments, **named)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _ABSENT:
                raise _not_found(str(named.get("Key", ""))) from error
            raise _unavailable() from error
        except (BotoCoreError, S3UploadFailedError) as error:
            raise _unavailable() from error


def _double(path: Path, partial: Path) -> None:
    """Give a finished file a second name where the file system can, else copy it."""
    try:
        os.link(path, partial)
    except OSError:
        shutil.copyfile(path, partial)


def _settle(partial: Path, target: Path) -> None:
    _fsync(partial)
    partial.rename(target)
    _fsync(target.parent)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked(name: str) -> str:
    """Return the name if it is one of ours: lower-case parts, no dots but the one before its ending."""
    if not _NAME.fullmatch(name):
        raise _not_found(name)
    return name


def _not_found(name: str) -> NotFound:
    return NotFound(Text(id=f"Arsip {name} tidak ada.", en=f"There is no archive {name}."))


def _unavailable() -> StoreUnavailable:
    return StoreUnavailable(
        Text(
            id="Penyimpanan arsip sedang tidak dapat dihubungi. Coba lagi sebentar.",
            en="The archive store cannot be reached. Try again shortly.",
        )
    )
