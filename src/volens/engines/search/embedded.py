"""The embedded search engine: an index in a directory of this machine, one process writing, any number reading."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import tantivy

from volens.engines.search import likeness, matching, memory, schema, survey
from volens.engines.search.counting import RecentCounts, count_facets
from volens.engines.search.finding import Attempt, Finder
from volens.engines.search.matching import Matcher, Openness, filtered
from volens.engines.search.nearby import MOST, Nearby, TooManyError, is_measurable
from volens.engines.search.ordering import Pager, Ranked, page_around
from volens.engines.search.parsing import Parsed, parse
from volens.engines.search.passages import passage
from volens.engines.search.port import (
    Document,
    Fragment,
    Hit,
    IndexDamagedError,
    IndexOutdatedError,
    Prepared,
    Query,
    Results,
)
from volens.engines.search.store import Snapshot, Store, commit_number, create_generation, open_generation
from volens.engines.search.vocabulary import Vocabulary

#: Facets over more vacancies than this are counted at most twice a minute: counting a million takes a while.
MANY = 100_000

_MEMORY_PUT = 64_000_000  # for each thread that writes
#: Of a rebuild, for its one thread: what it holds becomes one piece, and the fewer pieces, the faster is every search.
_MEMORY_REBUILD = 256_000_000, 2_000_000_000


class EmbeddedIndex:
    """`port.Index` in a directory. Cheap to create; files are opened when first needed, also after a fork.

    Reading: another process's changes are seen within about a second. Reading an index that was never written gives
    empty answers. Writing: `put`, `delete` and `rebuild` raise IndexLockedError while another process writes. An index
    of another format raises IndexOutdatedError from everything but `rebuild`.
    """

    def __init__(self, path: Path | str) -> None:
        self._store = Store(Path(path))
        self._writing = threading.RLock()
        self._writer: tantivy.IndexWriter | None = None
        self._surveyor: survey.Surveyor | None = None
        self._counts = RecentCounts()
        self._vocabulary: tuple[Snapshot, float, Vocabulary] | None = None

    # Reading

    def query(self, query: Query, *, facets: Sequence[str] = ()) -> Results:
        """Answer a query, with counts for the facets named. Times out never; costs about a millisecond."""
        began = time.perf_counter()
        matching.check(query)
        snapshot = self._store.snapshot()
        if snapshot is None:
            return Results(0, (), dict.fromkeys(facets, ()))
        parsed = parse(query.text)
        alone = query.radius_km is not None and not parsed.groups and query.is_bare
        map_ = snapshot.atlas() if alone else None
        if map_ and not facets and not query.among and (page := page_around(map_, query)):
            return Results(page.total, page.hits, took_ms=(time.perf_counter() - began) * 1000)
        matcher = Matcher(snapshot)
        expected = matcher.expected(parsed, query)
        if parsed.groups and not facets and not query.among and is_measurable(query):
            with suppress(TooManyError):
                if found := self._nearby(snapshot, matcher, query, parsed, expected):
                    took = (time.perf_counter() - began) * 1000
                    return Results(found.page.total, found.page.hits, {}, took, found.corrected, found.relaxed)
        filters = matcher.filters(query)
        open_ = matcher.still_open(query.now, expected)
        pager = Pager(snapshot.searcher, matcher, query, expected, map_)
        kept = self._counts.get(query, facets) if facets and expected > MANY else None
        counting = None
        if facets and kept is None:
            counting = partial(
                count_facets, snapshot.searcher, filters=filters, open_=open_, query=query, facets=facets
            )
        broad = query.radius_km is None and not query.regions
        finder = Finder(matcher, pager, list(filters.values()), open_, counting, broad)
        found = finder.find(parsed, lambda: self._words(snapshot))
        counts = found.counts if kept is None else kept
        if facets and kept is None and expected > MANY:
            self._counts.keep(query, facets, counts)
        among = 0
        if query.among and found.page.total:
            text = found.matching() if found.matching else None
            among = matcher.count(finder.narrowed(text, matcher.among(query.among)))
        took = (time.perf_counter() - began) * 1000
        return Results(found.page.total, found.page.hits, counts, took, found.corrected, found.relaxed, among)

    def _nearby(
        self, snapshot: Snapshot, matcher: Matcher, query: Query, parsed: Parsed, expected: int
    ) -> Attempt | None:
        """What is found with its circle only roughly told, and each hit measured; None where that cannot be."""
        around = matcher.surroundings(parsed, query, MOST)
        if around is None:
            return None
        filters = matcher.filters(query, around).values()
        open_ = matcher.still_open(query.now, expected)
        pager = Nearby(snapshot.searcher, matcher, query)
        return Finder(matcher, pager, list(filters), open_, None, False).find(parsed, lambda: self._words(snapshot))

    def _words(self, snapshot: Snapshot) -> Vocabulary:
        """The words of titles; read anew when the index has changed, but large ones at most twice a minute."""
        known = self._vocabulary
        if known and (known[0] is snapshot or (known[2].size > 20_000 and time.monotonic() - known[1] < 30)):
            return known[2]
        vocabulary = Vocabulary(snapshot)
        self._vocabulary = (snapshot, time.monotonic(), vocabulary)
        return vocabulary

    def similar(self, document: Document, *, limit: int, now: int) -> tuple[Hit, ...]:
        """Vacancies like this one (which need not be in the index and is never among them), best first.

        Near ones come before ones as like far away: of the likest, and what is farther counts up to half less.
        """
        snapshot = self._store.snapshot()
        if snapshot is None or limit <= 0:
            return ()
        matcher = Matcher(snapshot)
        like = likeness.like(snapshot, matcher, document)
        if like is None:
            return ()
        looked_at = limit * likeness.LOOKED_AT
        query = Query(latitude=document.latitude, longitude=document.longitude, now=now, limit=looked_at)
        open_ = matcher.still_open(now, snapshot.searcher.num_docs // 20)
        others = filtered(like, (), Openness(open_.needed, (*open_.excluded, matcher.term("id", document.id))))
        found = Pager(snapshot.searcher, matcher, query).page(lambda: others, lambda: Ranked(lambda _: others)).hits
        return tuple(sorted(found, key=likeness.farther)[:limit])

    def suggest(self, prefix: str, *, limit: int = 8) -> tuple[str, ...]:
        """Title words that continue the last word typed, after the words before it; most frequent first."""
        snapshot = self._store.snapshot()
        if snapshot is None or limit <= 0:
            return ()
        return likeness.continuations(snapshot, Matcher(snapshot), prefix, limit)

    def highlight(self, query: Query, text: str, *, size: int = 220) -> tuple[Fragment, ...]:
        """The passage of `text` that says most about the query, in pieces, with matches marked."""
        return passage(parse(query.text), text, size)

    def ids(self) -> Iterator[int]:
        """Every id in the index, ascending, from one state of it."""
        snapshot = self._store.snapshot()
        if snapshot is not None:
            for ids, _ in snapshot.columns(()):
                yield from ids

    def count(self) -> int:
        """How many documents there are."""
        snapshot = self._store.snapshot()
        return snapshot.searcher.num_docs if snapshot else 0

    def version(self) -> object:
        """What changes with every commit: equal versions answer the same query alike (at most a second late)."""
        return self._store.version()

    def state(self) -> str:
        """Whether the index can be used: "ready", "missing" (nothing was ever written), "outdated" or "damaged"."""
        try:
            self._store.changed()
            return "ready" if self._store.snapshot() else "missing"
        except IndexOutdatedError:
            return "outdated"
        except IndexDamagedError:
            return "damaged"

    # Writing

    @contextmanager
    def writing(self, *, much: bool = False) -> Iterator[None]:
        """Keep the right to write for a while: for an indexer that puts every second, so that merges run beside it.

        With `much` to be written every second processor writes, while the others prepare; of little that would make
        needlessly many pieces.
        """
        with self._writing:
            if self._writer is not None:
                yield
                return
            with self._store.locked():
                directory = self._store.current()
                if directory is None:
                    directory = self._store.new_generation()
                    create_generation(directory)
                    self._store.switch(directory)
                threads = max(1, min(4, (os.cpu_count() or 1) // 2)) if much else 1
                self._writer = open_generation(directory).writer(threads * _MEMORY_PUT, threads)
                self._surveyor = survey.Surveyor(directory, commit_number(directory))
                try:
                    yield
                finally:
                    writer, self._writer, self._surveyor = self._writer, None, None
                    writer.rollback()
                    writer.wait_merging_threads()
                    self._store.changed()

    def put(self, documents: Iterable[Document | Prepared]) -> int:
        """Add or replace documents and make them durable, all or none. Returns how many were written."""
        with self.writing():
            writer, surveyor = self._require_writer()
            try:
                written = _write(writer, documents, self._highest(), surveyor.note)
                number = writer.commit()
            except BaseException:
                writer.rollback()
                surveyor.forget()
                raise
            self._committed(number)
            return written

    def delete(self, ids: Iterable[int]) -> int:
        """Remove documents and make it durable. Ids not in the index are no error. Returns how many were there."""
        with self.writing():
            writer, surveyor = self._require_writer()
            snapshot = self._newest()
            wanted = {id_ for id_ in ids if 0 <= id_ <= schema.LARGEST_ID}
            there = Matcher(snapshot).count_ids(wanted) if snapshot and wanted else 0
            for id_ in wanted:
                writer.delete_documents_by_term("id", id_)
            number = writer.commit()
            surveyor.note_deleted(wanted)
            self._committed(number)
            return there

    def rebuild(self, documents: Iterable[Document | Prepared]) -> int:
        """Build a new index beside the old one and switch to it at once; readers follow. Returns how many.

        If it fails or is killed, the old index stays in service. Of documents with the same id the last one counts.
        """
        with self._writing:
            if self._writer is not None:
                raise RuntimeError("Leave `writing` before a rebuild.")
            with self._store.locked():
                directory = self._store.new_generation()
                index = create_generation(directory)
                least, most = _MEMORY_REBUILD
                writer = index.writer(max(least, min(most, memory.available() // 4)), 1)
                _write(writer, documents, -1)
                number = writer.commit()
                writer.wait_merging_threads()
                index.reload()
                built = Snapshot(index.searcher(), index.schema)
                survey.Surveyor(directory, None).committed(number, built)
                self._store.switch(directory)
                self._changed()
                return built.searcher.num_docs

    def _highest(self) -> int:
        """The highest id in the index as it was last committed, -1 when it is empty. While it is open for writing."""
        snapshot = self._newest()
        if snapshot is None or not snapshot.searcher.num_docs:
            return -1
        found = snapshot.searcher.search(
            Matcher(snapshot).above("id", -1), limit=1, count=False, order_by_field="id", order=tantivy.Order.Desc
        )
        return int(snapshot.searcher.fast_field_values("id", [address for _, address in found.hits])[0] or 0)

    def _newest(self) -> Snapshot | None:
        """The index as it was last committed."""
        self._store.changed()
        return self._store.snapshot()

    def _committed(self, number: int) -> None:
        """Keep the atlas of what was committed, and let this process see it at once."""
        self._require_writer()[1].committed(number, self._newest())
        self._changed()

    def _changed(self) -> None:
        """Let this process see at once what it has written."""
        self._store.changed()
        self._counts = RecentCounts()

    def _require_writer(self) -> tuple[tantivy.IndexWriter, survey.Surveyor]:
        if self._writer is None or self._surveyor is None:
            raise RuntimeError("The index is not open for writing.")
        return self._writer, self._surveyor

    def close(self) -> None:
        """Let go of the files. Using the index again opens them again."""
        with self._writing:
            self._store = Store(self._store.path)
            self._vocabulary = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write(
    writer: tantivy.IndexWriter,
    documents: Iterable[Document | Prepared],
    highest: int,
    note: Callable[[Prepared, bool], None] | None = None,
) -> int:
    """Hand documents to the engine; `highest`: no higher id is in the index. Returns how many.

    `note` is told each, and whether it may be there already.

    Only a document that may be there already is deleted first. Mostly none is: databases count upwards.
    """
    written = 0
    for document in documents:
        entry = document if isinstance(document, Prepared) else schema.prepared(document)
        known = entry.id <= highest
        if known:
            writer.delete_documents_by_term("id", entry.id)
        highest = max(highest, entry.id)
        writer.add_json(entry.data)
        if note:
            note(entry, known)
        written += 1
    return written
