"""Maps a graph with rig's own algorithms; peers.py runs this with the Python that has rig."""
import argparse
from collections import OrderedDict
from functools import partial

from rig.links import Links
from rig.netlist import Net
from rig.place_and_route import SDRAM, Cores, Machine, allocate, route
from rig.place_and_route.constraints import ReserveResourceConstraint
from rig.place_and_route.exceptions import InsufficientResourceError, MachineHasDisconnectedSubregion
from rig.place_and_route.place import breadth_first, hilbert, sa, sequential
from rig.place_and_route.place.sa.algorithm import default_kernel
from rig.routing_table import MinimisationFailedError, minimise_tables, routing_tree_to_tables
from rig.routing_table.ordered_covering import minimise as ordered_covering
from rig.routing_table.remove_default_routes import minimise as remove_default_routes

from mapping_check import MappingError, Tables
from mapping_graph import CORES_PER_CHIP, SDRAM_PER_CHIP, Graph
from mapping_run import Mapping, run_driver

PLACERS = {"sequential": sequential.place, "hilbert": hilbert.place, "breadth_first": breadth_first.place,
           "sa": sa.place}
# The second of them, rig's own way, begins with the first.
COMPRESSORS = {
    "remove default routes": (remove_default_routes,),
    "minimise": (remove_default_routes, ordered_covering),
}
MONITOR = ReserveResourceConstraint(Cores, slice(0, 1))
KEY_BITS = 0xFFFFFFFF
# The annealer written in Python takes hours on more cores than this.
MOST_CORES_ANNEALED_IN_PYTHON = 2_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that rig has and PACMAN has not."""
    parser.add_argument("--placer", choices=PLACERS, required=True)
    parser.add_argument("--effort", type=float, default=1.0)


def map_graph(graph: Graph, options: argparse.Namespace, mapping: Mapping) -> None:
    """Maps a graph."""
    try:
        _map(graph, options, mapping)
    except (InsufficientResourceError, MachineHasDisconnectedSubregion) as error:
        raise MappingError(f"{type(error).__name__}: {error}") from error


def _map(graph: Graph, options: argparse.Namespace, mapping: Mapping) -> None:
    place, place_options = PLACERS[options.placer], _annealing(graph, options, mapping)
    with mapping.stage("machine"):
        machine = _machine(graph)
    with mapping.stage("graph"):
        resources = OrderedDict(((index, core), {Cores: 1, SDRAM: node.sdram})
                                for index, node in enumerate(graph.nodes) for core in range(node.cores))
        nets = _nets(graph)
        net_list = list(nets.values())
    with mapping.stage("placing"):
        placements = place(resources, net_list, machine, [MONITOR], **place_options)
    with mapping.stage("cores"):
        allocations = allocate(resources, net_list, machine, [MONITOR], placements)
    with mapping.stage("routing"):
        trees = route(resources, net_list, machine, [MONITOR], placements, allocations)
    with mapping.stage("keys"):
        mapping.keys = {source: index * graph.keys_per_core for index, source in enumerate(nets)}
        mask = KEY_BITS & ~(graph.keys_per_core - 1)
        net_keys = {net: (mapping.keys[source], mask) for source, net in nets.items()}
    with mapping.stage("tables"):
        tables = routing_tree_to_tables(trees, net_keys)
    mapping.places = {vertex: (placements[vertex], allocations[vertex][Cores].start) for vertex in resources}
    mapping.tables = _plain(tables)
    for name, methods in COMPRESSORS.items():
        mapping.compress(name, partial(minimise_tables, tables, None, methods), _plain, (MinimisationFailedError,),
                         first_step=len(methods) == 1)


def _annealing(graph: Graph, options: argparse.Namespace, mapping: Mapping) -> dict[str, float]:
    if options.placer != "sa":
        return {}
    kernel = "C" if default_kernel.__name__ == "CKernel" else "Python"
    if kernel == "Python" and graph.cores > MOST_CORES_ANNEALED_IN_PYTHON:
        raise MappingError(f"skipped: rig_c_sa is not installed, and {graph.cores} cores are too many without")
    mapping.notes.append(f"annealed by the {kernel} kernel with effort {options.effort}")
    return {"effort": options.effort}


def _machine(graph: Graph) -> Machine:
    """The machine as rig has it: a rectangle of chips that always wraps around, some of it dead."""
    cores = graph.machine.cores
    width, height = graph.machine.width, graph.machine.height
    return Machine(
        width, height,
        chip_resources={Cores: CORES_PER_CHIP, SDRAM: SDRAM_PER_CHIP},
        chip_resource_exceptions={chip: {Cores: count, SDRAM: SDRAM_PER_CHIP}
                                  for chip, count in cores.items() if count != CORES_PER_CHIP},
        dead_chips={(x, y) for x in range(width) for y in range(height) if (x, y) not in cores},
        dead_links={(*chip, Links(link)) for chip, neighbours in graph.machine.neighbours.items()
                    for link, neighbour in enumerate(neighbours) if neighbour is None})


def _nets(graph: Graph) -> dict[tuple[int, int], Net]:
    """A net for each core of each source, by (net, core), in the order of the sources' nodes."""
    cores = [[(index, core) for core in range(node.cores)] for index, node in enumerate(graph.nodes)]
    nets = {}
    for number in sorted(range(len(graph.nets)), key=lambda number: graph.nets[number].source):
        net = graph.nets[number]
        sinks = [vertex for sink in net.sinks for vertex in cores[sink]]
        for core, source in enumerate(cores[net.source]):
            nets[number, core] = Net(source, sinks)
    return nets


def _plain(tables: dict) -> Tables:
    return {chip: [(entry.key, entry.mask, sum(1 << int(way) for way in entry.route)) for entry in table]
            for chip, table in tables.items()}


run_driver(__doc__, map_graph, add_options)
