"""Maps a graph with PACMAN's own algorithms; peers.py runs this with the Python that has PACMAN."""
import argparse
import contextlib
import logging
import os

from pacman.config_setup import unittest_setup
from pacman.data.pacman_data_writer import PacmanDataWriter
from pacman.exceptions import PacmanException
from pacman.model.graphs.application import ApplicationEdge, ApplicationVertex
from pacman.model.graphs.machine import SimpleMachineVertex
from pacman.model.partitioner_interfaces import LegacyPartitionerAPI
from pacman.model.partitioner_splitters import SplitterFixedLegacy
from pacman.model.placements import Placements
from pacman.model.resources import ConstantSDRAM
from pacman.model.routing_tables import MulticastRoutingTables
from pacman.operations.partition_algorithms import splitter_partitioner
from pacman.operations.placer_algorithms import place_application_graph
from pacman.operations.router_algorithms import route_application_graph
from pacman.operations.router_compressors import pair_compressor, range_compressor
from pacman.operations.router_compressors.ordered_covering_router_compressor import ordered_covering_compressor
from pacman.operations.routing_info_allocator_algorithms.zoned_routing_info_allocator import flexible_allocate
from pacman.operations.routing_table_generators import basic_routing_table_generator, merged_routing_table_generator
from spinn_machine import virtual_machine
from spinn_utilities.config_holder import set_config

from mapping_check import MappingError, Tables
from mapping_graph import Graph, Node
from mapping_run import Mapping, run_driver

COMPRESSORS = {
    "ordered pair": lambda: pair_compressor(ordered=True, accept_overflow=True),
    "unordered pair": lambda: pair_compressor(ordered=False, accept_overflow=True),
    "ordered covering": ordered_covering_compressor,
}
# PACMAN overruns its lists where a table has more routes than a router has entries.
ERRORS = (PacmanException, IndexError)


class Vertex(ApplicationVertex, LegacyPartitionerAPI):
    """A node whose cores each have so many atoms, and so many bytes of SDRAM."""

    def __init__(self, node: Node, atoms_per_core: int):
        self.atoms = node.cores * atoms_per_core
        self.sdram = ConstantSDRAM(node.sdram)
        super().__init__(node.name, atoms_per_core, SplitterFixedLegacy())

    @property
    def n_atoms(self):
        return self.atoms

    def get_sdram_used_by_atoms(self, vertex_slice):
        return self.sdram

    def create_machine_vertex(self, vertex_slice, sdram, label=None):
        return SimpleMachineVertex(sdram, label, self, vertex_slice)


def map_graph(graph: Graph, _: argparse.Namespace, mapping: Mapping) -> None:
    """Maps a graph, with PACMAN's progress bars out of the way."""
    unittest_setup()
    set_config("Machine", "version", "5")
    set_config("Mapping", "router_table_compress_as_far_as_possible", "True")
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        try:
            _map(graph, PacmanDataWriter.mock(), mapping)
        except PacmanException as error:
            raise MappingError(f"{type(error).__name__}: {error}") from error


def _map(graph: Graph, writer: PacmanDataWriter, mapping: Mapping) -> None:
    with mapping.stage("machine"):
        writer.set_machine(virtual_machine(graph.machine.width, graph.machine.height))
    with mapping.stage("graph"):
        vertices = [Vertex(node, graph.keys_per_core) for node in graph.nodes]
        for vertex in vertices:
            writer.add_vertex(vertex)
        for number, net in enumerate(graph.nets):
            for sink in net.sinks:
                writer.add_edge(ApplicationEdge(vertices[net.source], vertices[sink]), _partition(number))
        splitter_partitioner()
    with mapping.stage("placing"):
        writer.set_placements(place_application_graph(Placements()))
    with mapping.stage("routing"):
        writer.set_routing_table_by_partition(route_application_graph())
    with mapping.stage("keys"):
        writer.set_routing_infos(flexible_allocate([]))
    with mapping.stage("tables"):
        writer.set_uncompressed(_tables(mapping))
    for index, vertex in enumerate(vertices):
        for core, part in enumerate(vertex.machine_vertices):
            place = writer.get_placement_of_vertex(part)
            mapping.places[index, core] = (place.x, place.y), place.p
    infos = writer.get_routing_infos()
    for number, net in enumerate(graph.nets):
        for core, part in enumerate(vertices[net.source].machine_vertices):
            mapping.keys[number, core] = infos.get_info_from(part, _partition(number)).key
    mapping.tables = _plain(writer.get_uncompressed())
    _compress(writer, mapping)


def _partition(net: int) -> str:
    return f"net {net}"


def _tables(mapping: Mapping) -> MulticastRoutingTables:
    try:
        return merged_routing_table_generator()
    except (PacmanException, KeyError, AssertionError) as error:
        mapping.notes.append(f"tables are not merged: {type(error).__name__}: {error}")
        return basic_routing_table_generator()


def _compress(writer: PacmanDataWriter, mapping: Mapping) -> None:
    writer.set_precompressed(writer.get_uncompressed())
    for name, compressor in COMPRESSORS.items():
        mapping.compress(name, compressor, _plain, ERRORS)
    ranged = mapping.compress("range", range_compressor, _plain, ERRORS, first_step=True)
    if ranged.error:
        return
    writer.set_precompressed(range_compressor())
    for name, compressor in COMPRESSORS.items():
        mapping.compress(f"range, {name}", compressor, _plain, ERRORS, first=ranged)


def _plain(tables: MulticastRoutingTables) -> Tables:
    return {(table.x, table.y): [(entry.key, entry.mask, entry.spinnaker_route)
                                 for entry in table.multicast_routing_entries]
            for table in tables}


logging.disable(logging.INFO)
run_driver(__doc__, map_graph)
