"""Judges a mapping by its tables alone: follows every key through them, as the chips' routers would."""
from collections.abc import Iterable
from dataclasses import dataclass

from mapping_graph import LINKS, SDRAM_PER_CHIP, Graph, Machine

Chip = tuple[int, int]
# Entries as (key, mask, route), in the order in which a router tries them.
Tables = dict[Chip, list[tuple[int, int, int]]]
# The chip and the core of each core of the graph, by (node, index in the node).
Places = dict[tuple[int, int], tuple[Chip, int]]
# The first key of each core of a net's source, by (net, index in the node).
Keys = dict[tuple[int, int], int]

LINK_COUNT = len(LINKS)
LINK_BITS = (1 << LINK_COUNT) - 1


class MappingError(Exception):
    """A mapping cannot be used at all."""


@dataclass
class Walked:
    """What following all keys has found."""
    links: int = 0
    wrong: int = 0


class _Router:
    """One table, made quick to search: entries of equal masks are found by their keys."""

    def __init__(self, entries: Iterable[tuple[int, int, int]]):
        self.by_mask: dict[int, dict[int, tuple[int, int]]] = {}
        for position, (key, mask, route) in enumerate(entries):
            self.by_mask.setdefault(mask, {}).setdefault(key, (position, route))

    def route(self, key: int) -> int | None:
        """The route of the first entry that matches a key."""
        hits = [hit for mask, entries in self.by_mask.items() if (hit := entries.get(key & mask))]
        return min(hits)[1] if hits else None


def check_places(graph: Graph, places: Places) -> None:
    """Raises an error if a core is missing, is on a core that is not there or is taken, or if a chip lacks SDRAM."""
    taken = set()
    sdram = dict.fromkeys(graph.machine.cores, 0)
    for index, node in enumerate(graph.nodes):
        for core in range(node.cores):
            if (index, core) not in places:
                raise MappingError(f"core {core} of {node.name} has not been placed")
            place = chip, number = places[index, core]
            if not 0 < number < graph.machine.cores.get(chip, 0) or place in taken:
                raise MappingError(f"core {core} of {node.name} cannot be on core {number} of chip {chip}")
            taken.add(place)
            sdram[chip] += node.sdram
    for chip, used in sdram.items():
        if used > SDRAM_PER_CHIP:
            raise MappingError(f"chip {chip} would need {used} bytes of SDRAM")


def check_keys(graph: Graph, keys: Keys) -> None:
    """Raises an error if two cores share a key, or if a core's keys are not a block of their own."""
    count = sum(graph.nodes[net.source].cores for net in graph.nets)
    if len(keys) != count or len(set(keys.values())) != count:
        raise MappingError(f"{count} source cores have {len(set(keys.values()))} keys")
    for (net, core), key in keys.items():
        if key % graph.keys_per_core:
            raise MappingError(f"the keys of core {core} of net {net} do not start at a multiple of their number")


def walk(graph: Graph, places: Places, keys: Keys, tables: Tables) -> Walked:
    """Follows each source core's keys through tables.

    Counts the links of the cores' trees, and the cores of whose keys one does not reach just the cores it should.
    """
    routers = {chip: _Router(entries) for chip, entries in tables.items()}
    # All keys of a core fare alike unless an entry looks at the bits that tell them apart.
    low = graph.keys_per_core - 1
    apart = any(mask & low for entries in tables.values() for _, mask, _ in entries)
    offsets = range(graph.keys_per_core) if apart else range(1)
    node_cores = [_cores_by_chip(places[index, core] for core in range(node.cores))
                  for index, node in enumerate(graph.nodes)]
    walked = Walked()
    for number, net in enumerate(graph.nets):
        meant: dict[Chip, int] = {}
        for sink in net.sinks:
            for chip, cores in node_cores[sink].items():
                meant[chip] = meant.get(chip, 0) | cores
        for core in range(graph.nodes[net.source].cores):
            chip, _ = places[net.source, core]
            outcomes = [_follow(graph.machine, routers, chip, keys[number, core] + offset) for offset in offsets]
            walked.links += outcomes[0][1]
            walked.wrong += any(reached != meant for reached, _ in outcomes)
    return walked


def _cores_by_chip(places: Iterable[tuple[Chip, int]]) -> dict[Chip, int]:
    cores: dict[Chip, int] = {}
    for chip, core in places:
        cores[chip] = cores.get(chip, 0) | 1 << core
    return cores


def _follow(machine: Machine, routers: dict[Chip, _Router], start: Chip,
            key: int) -> tuple[dict[Chip, int] | None, int]:
    """The cores that a packet from a chip reaches, None if it is lost or comes to a chip twice, and its links."""
    reached: dict[Chip, int] | None = {}
    links = 0
    seen = {start}
    # The chips that the packet is yet to pass, each with the link by which it was sent there.
    ahead: list[tuple[Chip, int | None]] = [(start, None)]
    while ahead:
        chip, sent_by = ahead.pop()
        route = routers[chip].route(key) if chip in routers else None
        if route is None:
            # Unknown packets go straight on; a core's own are dropped.
            route = 0 if sent_by is None else 1 << sent_by
        if cores := route >> LINK_COUNT:
            if reached is not None:
                reached[chip] = cores
        elif not route & LINK_BITS:
            reached = None
        for link in range(LINK_COUNT):
            if route >> link & 1:
                neighbour = machine.neighbours[chip][link]
                links += 1
                if neighbour is None or neighbour in seen:
                    reached = None
                else:
                    seen.add(neighbour)
                    ahead.append((neighbour, link))
    return reached, links
