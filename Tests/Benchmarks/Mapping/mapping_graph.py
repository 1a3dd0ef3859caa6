"""Graphs of the mapping benchmarks, and the machines they are mapped to."""
import gzip
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SDRAM_PER_CHIP = 123_469_792
CORES_PER_CHIP = 18
BOARD_SIDE = 8
# The chips of a standard board, by their places on it, that have a core less.
CHIPS_LACKING_A_CORE = {(1, 1), (1, 3), (3, 1), (3, 3), (3, 5), (5, 2), (5, 4), (5, 6)}
LINKS = ((1, 0), (1, 1), (0, 1), (-1, 0), (-1, -1), (0, -1))
SUFFIXES = (".json", ".json.gz")


class GraphError(Exception):
    """A graph file is not what it should be."""


@dataclass(frozen=True)
class Node:
    """An application vertex: so many cores, each with so many bytes of SDRAM."""
    name: str
    cores: int
    sdram: int


@dataclass(frozen=True)
class Net:
    """Every core of the source node multicasts to every core of the sink nodes; nodes are given by index."""
    source: int
    sinks: tuple[int, ...]


@dataclass(frozen=True)
class Machine:
    """Boards of 48 chips, as a rectangle of chips that wraps around or not."""
    width: int
    height: int
    boards: int
    wrap: bool

    @cached_property
    def cores(self) -> dict[tuple[int, int], int]:
        """How many cores each chip has, its monitor among them, in the order of columns."""
        cores = {}
        boards = 0
        for left in range(0, self.width, 4):
            for bottom in range(0, self.height, 4):
                if (left + bottom) % 12 == 0 and (self.wrap or self._has_room_for_board(left, bottom)):
                    boards += 1
                    for x, y in _chips_of_board():
                        chip = (left + x) % self.width, (bottom + y) % self.height
                        cores[chip] = CORES_PER_CHIP - ((x, y) in CHIPS_LACKING_A_CORE)
        if boards != self.boards or len(cores) != 48 * boards:
            raise GraphError(f"a machine of {self.width} x {self.height} chips has {boards} boards, not {self.boards}")
        return dict(sorted(cores.items()))

    def _has_room_for_board(self, left: int, bottom: int) -> bool:
        return left + BOARD_SIDE <= self.width and bottom + BOARD_SIDE <= self.height

    @cached_property
    def neighbours(self) -> dict[tuple[int, int], list[tuple[int, int] | None]]:
        """The chips at the ends of each chip's six links, None where there is none."""
        return {chip: [self._neighbour(chip, link) for link in range(6)] for chip in self.cores}

    def _neighbour(self, chip: tuple[int, int], link: int) -> tuple[int, int] | None:
        x, y = chip[0] + LINKS[link][0], chip[1] + LINKS[link][1]
        if self.wrap:
            x, y = x % self.width, y % self.height
        return (x, y) if (x, y) in self.cores else None


@dataclass(frozen=True)
class Graph:
    """A graph of application vertices and the machine it is meant for."""
    name: str
    keys_per_core: int
    machine: Machine
    nodes: tuple[Node, ...]
    nets: tuple[Net, ...]

    @cached_property
    def cores(self) -> int:
        """How many cores the nodes need in all."""
        return sum(node.cores for node in self.nodes)


def graph_files(folder: Path) -> dict[str, Path]:
    """The graph files of a folder by the names of their graphs."""
    if not folder.is_dir():
        raise GraphError(f"{folder} is not a folder")
    files = {}
    for suffix in SUFFIXES:
        for path in sorted(folder.glob("*" + suffix)):
            name = path.name.removesuffix(suffix)
            if name in files:
                raise GraphError(f"{folder} has {name} twice: {files[name].name} and {path.name}")
            files[name] = path
    if not files:
        raise GraphError(f"{folder} has no graph: no file whose name ends in {' or '.join(SUFFIXES)}")
    return dict(sorted(files.items()))


def read_graph(path: Path) -> Graph:
    """Reads a graph file and checks all of it."""
    try:
        return _graph(_Fields(_json(path), "the graph"))
    except GraphError as error:
        raise GraphError(f"{path}: {error}") from None


def _chips_of_board() -> list[tuple[int, int]]:
    return [(x, y) for x in range(BOARD_SIDE) for y in range(BOARD_SIDE) if -3 <= x - y <= 4]


def _json(path: Path) -> object:
    try:
        data = path.read_bytes()
        return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)
    except (OSError, EOFError, zlib.error) as error:
        raise GraphError(f"cannot be read: {error}") from None
    except ValueError as error:
        raise GraphError(f"is not JSON: {error}") from None


class _Fields:
    """The fields of a JSON object, checked as they are taken."""

    def __init__(self, value: object, what: str):
        if not isinstance(value, dict):
            raise GraphError(f"{what} is not a JSON object")
        self.value = value
        self.what = what

    def take(self, name: str, kind: type):
        """The value of a field, which must be there and of a kind."""
        if name not in self.value:
            raise GraphError(f"{self.what} has no field '{name}'")
        value = self.value[name]
        # A Python bool is an int, a JSON one is no number.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise GraphError(f"field '{name}' of {self.what} is {value!r:.60}, not of type {kind.__name__}")
        return value

    def positive(self, name: str) -> int:
        """The value of a field, which must be a whole number above zero."""
        value = self.take(name, int)
        if value < 1:
            raise GraphError(f"field '{name}' of {self.what} is {value}, not above zero")
        return value


def _graph(fields: _Fields) -> Graph:
    if (form := fields.take("format", int)) != 1:
        raise GraphError(f"is of format {form}, not 1")
    keys = fields.positive("keys_per_core")
    if keys & (keys - 1):
        raise GraphError(f"field 'keys_per_core' is {keys}, not a power of two")
    machine = _machine(_Fields(fields.take("machine", dict), "the machine"))
    nodes = tuple(_node(value, index) for index, value in enumerate(fields.take("nodes", list)))
    indexes = {node.name: index for index, node in enumerate(nodes)}
    if len(indexes) != len(nodes):
        raise GraphError("two nodes have the same name")
    nets = tuple(_net(value, index, indexes) for index, value in enumerate(fields.take("nets", list)))
    if not nodes or not nets:
        raise GraphError("has no nodes" if not nodes else "has no nets")
    return Graph(fields.take("name", str), keys, machine, nodes, nets)


def _machine(fields: _Fields) -> Machine:
    if (version := fields.take("version", int)) != 5:
        raise GraphError(f"the machine's boards are of version {version}; only version 5 is known here")
    machine = Machine(fields.positive("width"), fields.positive("height"), fields.positive("boards"),
                      fields.take("wrap", bool))
    if machine.wrap and (machine.width % 12 or machine.height % 12):
        raise GraphError(f"a machine of {machine.width} x {machine.height} chips cannot wrap around")
    _ = machine.cores
    return machine


def _node(value: object, index: int) -> Node:
    fields = _Fields(value, f"node {index}")
    return Node(fields.take("name", str), fields.positive("cores"), fields.positive("sdram"))


def _net(value: object, index: int, nodes: dict[str, int]) -> Net:
    fields = _Fields(value, f"net {index}")
    sinks = fields.take("sinks", list)
    for name in [source := fields.take("source", str), *sinks]:
        if not isinstance(name, str) or name not in nodes:
            raise GraphError(f"net {index} names the node {name!r:.60}, which is not in the graph")
    if not sinks or len(set(sinks)) != len(sinks):
        raise GraphError(f"net {index} has {'a sink twice' if sinks else 'no sinks'}")
    return Net(nodes[source], tuple(nodes[name] for name in sinks))
