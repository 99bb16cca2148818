"""Reading files of a classification package: a folder, a zip, plain or gzipped, never trusted."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, Self, cast

from django.utils.translation import gettext as _

from volens.services.classifications.loading.errors import PackageError

#: No official file comes near these; a file that does is a mistake or an attack.
LARGEST_FILE = 512 * 1024 * 1024
MOST_FILES = 2_000
MOST_EXPANSION = 200  # times the packed size, once past a megabyte


def again() -> str:
    """The remedy for a file that is not as it was published."""
    return _("Download the package again from its official page.")


class Row(NamedTuple):
    """One record: where it stands, and its fields by the name of their column."""

    file: str
    line: int
    fields: dict[str, str]

    def required(self, field: str) -> str:
        """The value of a field that must not be empty."""
        value = self.fields[field].strip()
        if not value:
            raise self.error(field, _("is empty."))
        return value

    def error(self, field: str, problem: str, remedy: str = "") -> PackageError:
        """An error about one field of this row."""
        return PackageError(problem, remedy or again(), file=self.file, line=self.line, field=field)


class _Counted(io.RawIOBase):
    """A stream that is hashed as it is read and stops where no honest file goes on."""

    def __init__(self, raw: IO[bytes], name: str, packed: int, digest: hashlib._Hash) -> None:
        self._raw, self._name, self._digest = raw, name, digest
        self._limit = min(LARGEST_FILE, max(1024 * 1024, packed * MOST_EXPANSION))
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._raw.read(len(buffer))
        self._read += len(chunk)
        if self._read > self._limit:
            raise PackageError(
                _("unpacks to more than %(megabytes)d MB, which no official file does; reading stopped there.")
                % {"megabytes": self._limit // (1024 * 1024)},
                again(),
                file=self._name,
            )
        self._digest.update(chunk)
        buffer[: len(chunk)] = chunk
        return len(chunk)


class Package:
    """The files of a package, whatever holds them. Used as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a folder or a zip file; PackageError when it is neither."""
        self.path = path
        self._stack = ExitStack()
        self._digest = hashlib.sha256()
        self._zip: zipfile.ZipFile | None = None
        if path.is_dir():
            names = [file.relative_to(path).as_posix() for file in sorted(path.rglob("*")) if file.is_file()]
        elif zipfile.is_zipfile(path):
            self._zip = self._stack.enter_context(zipfile.ZipFile(path))
            names = [info.filename for info in self._zip.infolist() if not info.is_dir()]
        elif path.exists():
            raise PackageError(
                _("%(name)s is neither a folder nor a zip file.") % {"name": path.name},
                _("Give the folder with the unpacked files, or the zip as it was downloaded."),
            )
        else:
            raise PackageError(
                _("There is nothing at %(path)s.") % {"path": path},
                _("Give the folder with the unpacked files, or the zip as it was downloaded."),
            )
        if len(names) > MOST_FILES:
            self.close()
            raise PackageError(
                _("%(name)s holds %(number)d files, which no official package does.")
                % {"name": path.name, "number": len(names)},
                again(),
            )
        # Of two files with one name the one nearest to the top counts.
        self._names: dict[str, str] = {}
        for name in sorted(names, key=lambda name: (-name.count("/"), name)):
            self._names[PurePosixPath(name).name.lower()] = name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the zip file, if it is one."""
        self._stack.close()

    @property
    def digest(self) -> str:
        """SHA-256 of all that has been read so far, in the order it was read."""
        return self._digest.hexdigest()

    def find(self, *names: str) -> str | None:
        """The first of the names that is there, plain or with .gz; names are compared without regard to case."""
        for name in names:
            for candidate in (name.lower(), f"{name.lower()}.gz"):
                if candidate in self._names:
                    return candidate
        return None

    def matching(self, pattern: str) -> dict[str, str]:
        """First group of a regular expression -> name, for all files whose name it matches in full (".gz" aside)."""
        compiled = re.compile(pattern + r"(?:\.gz)?", re.IGNORECASE)
        return {found.group(1): name for name in sorted(self._names) if (found := compiled.fullmatch(name))}

    def open(self, name: str) -> io.TextIOWrapper:
        """Open a file by a name that `find` gave, as UTF-8 with or without byte order mark."""
        inner = self._names[name]
        if self._zip is not None:
            info = self._zip.getinfo(inner)
            packed = info.compress_size
            if info.flag_bits & 0x1:
                raise PackageError(_("is encrypted."), _("Unpack it and give the folder."), file=inner)
            raw: IO[bytes] = self._zip.open(info)
        else:
            path = self.path / inner
            packed = path.stat().st_size
            raw = path.open("rb")
        if name.endswith(".gz"):
            raw = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        elif self._zip is None:
            packed = max(packed, LARGEST_FILE)  # not packed at all: only the absolute limit counts
        self._digest.update(inner.encode())
        return io.TextIOWrapper(io.BufferedReader(_Counted(raw, inner, packed, self._digest)), "utf-8-sig", newline="")

    def rows(self, name: str, columns: Sequence[str], *, tabs: bool = False) -> Iterator[Row]:
        """The records of a CSV file, or of a tab-separated one without quoting, with at least these columns."""
        inner = self._names[name]
        line = 1
        try:
            with self.open(name) as file:
                reader = (
                    csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.reader(file, strict=True)
                )
                header = next(reader, [])
                missing = [column for column in columns if column not in header]
                if missing:
                    raise PackageError(
                        _("has no column %(missing)s; its columns are: %(header)s.")
                        % {"missing": ", ".join(missing), "header": ", ".join(header)[:300]},
                        again(),
                        file=inner,
                        line=1,
                    )
                while True:
                    line = reader.line_num + 1
                    values = next(reader, None)
                    if values is None:
                        return
                    if not values:
                        continue
                    if len(values) != len(header):
                        raise PackageError(
                            _("has %(found)d fields where the header has %(wanted)d: it was cut off or edited.")
                            % {"found": len(values), "wanted": len(header)},
                            again(),
                            file=inner,
                            line=line,
                        )
                    yield Row(inner, line, dict(zip(header, values, strict=True)))
        except UnicodeDecodeError as error:
            raise PackageError(
                _("is not UTF-8 from here on."), _("Save it as UTF-8, or download it again."), file=inner, line=line
            ) from error
        except csv.Error as error:
            raise PackageError(
                _("cannot be read as a table (%(error)s).") % {"error": error}, again(), file=inner, line=line
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise PackageError(
                _("cannot be unpacked (%(error)s).") % {"error": error}, again(), file=inner, line=line
            ) from error
