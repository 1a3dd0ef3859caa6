"""What the two drivers share: the timing of the stages of one mapping, and its figures."""
import argparse
import gc
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mapping_check import Keys, MappingError, Places, Tables, check_keys, check_places, walk
from mapping_graph import Graph, GraphError, read_graph

SEED = 20_111
STAGES = ("machine", "graph", "placing", "cores", "routing", "keys", "tables")


@dataclass
class Compression:
    """One compressor's work on all tables."""
    seconds: float
    tables: Tables | None = None
    error: str | None = None
    # Whether it is only meant to go before another compressor.
    first_step: bool = False


@dataclass
class Mapping:
    """One mapping from the machine model to compressed tables."""
    # The compressors that are not to run.
    skip: frozenset[str]
    seconds: dict[str, float] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    keys: Keys = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)
    compressions: dict[str, Compression] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Notes the CPU seconds of a stage."""
        started = time.process_time()
        yield
        self.seconds[name] = time.process_time() - started

    def compress(self, name: str, work: Callable[[], object], plain: Callable[[object], Tables],
                 errors: tuple[type[Exception], ...], first: Compression | None = None,
                 first_step: bool = False) -> Compression | None:
        """Runs a compressor, on the tables of another one if that went first, and notes what comes of it."""
        if name in self.skip:
            return None
        _leave_garbage_behind()
        made, error = None, None
        started = time.process_time()
        try:
            made = work()
        except errors as raised:
            error = f"{type(raised).__name__}: {raised}"
        seconds = time.process_time() - started + (first.seconds if first else 0)
        compression = Compression(seconds, None if error else plain(made), error, first_step)
        self.compressions[name] = compression
        return compression


def run_driver(description: str, map_graph: Callable[[Graph, argparse.Namespace, Mapping], None],
               add_options: Callable[[argparse.ArgumentParser], None] = lambda parser: None) -> None:
    """The main program of a driver: maps a graph once and writes the figures as JSON."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--skip", nargs="*", default=[], metavar="COMPRESSOR")
    parser.add_argument("--unchecked", action="store_true", help="follow no keys through the tables")
    parser.add_argument("--output", type=Path, required=True)
    add_options(parser)
    options = parser.parse_args()
    try:
        graph = read_graph(options.graph)
    except GraphError as error:
        sys.exit(str(error))
    mapping = Mapping(frozenset(options.skip))
    random.seed(SEED)
    _leave_garbage_behind()
    try:
        map_graph(graph, options, mapping)
        figures = _figures(graph, mapping, options.unchecked)
    except MappingError as error:
        figures = {"error": str(error)}
    options.output.write_text(json.dumps(figures))


def _leave_garbage_behind() -> None:
    """Spares what is timed next the garbage collector's walks through all that was made before."""
    gc.collect()
    gc.freeze()


def _figures(graph: Graph, mapping: Mapping, unchecked: bool) -> dict:
    check_places(graph, mapping.places)
    check_keys(graph, mapping.keys)
    made = {name: {"seconds": compression.seconds, "first_step": compression.first_step,
                   **({"error": compression.error} if compression.tables is None else _sizes(compression.tables))}
            for name, compression in mapping.compressions.items()}
    figures = {"stages": {name: mapping.seconds[name] for name in STAGES if name in mapping.seconds},
               "uncompressed": _sizes(mapping.tables), "compressors": made, "notes": mapping.notes,
               "digest": _digest(mapping)}
    if not unchecked:
        walked = walk(graph, mapping.places, mapping.keys, mapping.tables)
        figures["hops"] = walked.links
        figures["uncompressed"]["wrong"] = walked.wrong
        for name, compression in mapping.compressions.items():
            if compression.tables is not None:
                made[name]["wrong"] = walk(graph, mapping.places, mapping.keys, compression.tables).wrong
    return figures


def _sizes(tables: Tables) -> dict[str, int]:
    lengths = [len(entries) for entries in tables.values()]
    return {"largest": max(lengths, default=0), "entries": sum(lengths)}


def _digest(mapping: Mapping) -> str:
    """Tells apart mappings that differ before compression."""
    digest = hashlib.sha256()
    for part in (mapping.places, mapping.keys, mapping.tables):
        for item in sorted(part.items()):
            digest.update(repr(item).encode())
    return digest.hexdigest()
