"""Files that are sent while they are being made: no part waits for the last one."""

import hashlib
import io
import zipfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.utils import translation

# This level takes the least time for each byte saved: most of an export's time is spent here.
ZIP_LEVEL = 1


class FileInfo(NamedTuple):
    """What is known of a file once it is written; the hash is in hexadecimal digits."""

    name: str
    size: int
    sha256: str


class HashingStream:
    """Hands chunks on and notes their size and SHA-256."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks
        self._hash = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._hash.update(chunk)
            self._size += len(chunk)
            yield chunk

    def info(self, name: str) -> FileInfo:
        """Return what is known of the file, once everything was handed on."""
        return FileInfo(name, self._size, self._hash.hexdigest())


class ByteSink(io.RawIOBase):
    """A file that libraries write to, and from which what is ready is drained again and again."""

    def __init__(self) -> None:
        self._ready: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._ready.append(bytes(data))
        return len(data)

    def drain(self) -> Iterator[bytes]:
        if self._ready:
            data = b"".join(self._ready)
            self._ready.clear()
            yield data


class ZipStream:
    """A ZIP file: `yield from stream.entry("name", chunks)` for each, then `stream.end()`."""

    def __init__(self) -> None:
        self._sink = ByteSink()
        # It finds that it cannot go back in the sink.
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)

    def entry(
        self, name: str, chunks: Iterable[bytes], *, compress: bool = True, large: bool = False
    ) -> Iterator[bytes]:
        """Write an entry, handing on what is ready; a large one may be larger than 4 GiB."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        # Level 0 and not "stored": readers that take a stream need to see where the entry ends.
        info._compresslevel = ZIP_LEVEL if compress else 0  # type: ignore[attr-defined]
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=large) as entry:
            for chunk in chunks:
                entry.write(chunk)
                yield from self._sink.drain()
        yield from self._sink.drain()

    def end(self) -> Iterator[bytes]:
        """Write the list of entries, without which the file is no ZIP file."""
        self._zip.close()
        yield from self._sink.drain()


def as_download(chunks: Iterable[bytes], filename: str, content_type: str) -> StreamingHttpResponse:
    """Return a download of what is still being made; no cache keeps it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "private, no-store",
    }
    chunks = chunks_in_language(chunks, translation.get_language())
    return StreamingHttpResponse(chunks, content_type=content_type, headers=headers)


def chunks_in_language(chunks: Iterable[bytes], language: str | None) -> Iterator[bytes]:
    """Hand chunks on, each made in a language: the admin's own ends with the view."""
    iterator = iter(chunks)
    try:
        while True:
            with translation.override(language):
                chunk = next(iterator, None)
            if chunk is None:
                return
            yield chunk
    finally:
        # Not left to the garbage collection: a transaction may be open.
        if isinstance(iterator, Generator):
            iterator.close()


@contextmanager
def database_snapshot() -> Iterator[None]:
    """Read everything within as it was at the first query, also while others write.

    It keeps no one waiting. Within a transaction that is already open, it adds nothing.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django's own transaction would take the lock of writers and keep answers out.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
