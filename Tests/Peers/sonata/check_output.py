#!/usr/bin/env python3
"""Judges SONATA's output files and an exported network: libsonata reads them, and what it reads is compared with what
Neo reads from the NIX file of the same data; PyNN with NEST builds the network, whose synapses must be the same.

Usage: check_output.py FOLDER.sonata FILE.nix NETWORK
"""

import os
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import libsonata
import neo
import numpy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from judge import conclude, expect


def check_spikes(folder, blocks):
    reader = libsonata.SpikeReader(str(folder / "spikes.h5"))
    expect(set(reader.get_population_names()) == {b.name for b in blocks}, f"{reader.get_population_names()}")
    for block in blocks:
        population = reader[block.name]
        expect(population.sorting == "by_time", f"sorting {population.sorting}")
        times = population.get_dict()
        trains = block.segments[0].spiketrains
        pairs = [(float(t), int(train.annotations["source_index"])) for train in trains for t in train.magnitude]
        expect(pairs, f"no spikes of {block.name}")
        found = list(zip(times["timestamps"].tolist(), times["node_ids"].tolist()))
        expect(found == sorted(pairs), f"spikes of {block.name}: {len(found)} and {len(pairs)}")


def check_reports(folder, blocks):
    expect(any(block.segments[0].analogsignals for block in blocks), "no signals")
    for block in blocks:
        for signal in block.segments[0].analogsignals:
            reader = libsonata.ElementReportReader(str(folder / f"{signal.name}.h5"))
            population = reader[block.name]
            frame = population.get()
            where = f"{signal.name} of {block.name}"
            expect(numpy.array_equal(frame.data, signal.magnitude.astype("f4")), f"{where}: values")
            index = signal.array_annotations["channel_index"].tolist()
            expect([int(i) for i, _ in frame.ids] == index, f"{where}: {frame.ids[:3]}")
            start, stop, step = population.times
            expect((start, stop, step) == (float(signal.t_start), float(signal.t_stop),
                                           float(signal.sampling_period.rescale("ms"))), f"{where}: {population.times}")
            expect(population.data_units == signal.dimensionality.string, f"{where}: {population.data_units}")
            expect(population.time_units == "ms" and population.sorted, f"{where}: {population.time_units}")


def check_network(folder):
    """libsonata reads nodes and edges; PyNN builds the network with the same synapses."""
    networks = folder / "networks"
    nodes = libsonata.NodeStorage(str(networks / "nodes.h5"))
    edges = libsonata.EdgeStorage(str(networks / "edges.h5"))
    sizes = {name: nodes.open_population(name).size for name in nodes.population_names}
    count = 0
    expected = []
    for name in sorted(edges.population_names):
        population = edges.open_population(name)
        everything = population.select_all()
        source, target = population.source_nodes(everything), population.target_nodes(everything)
        expect(source.max() < sizes[population.source] and target.max() < sizes[population.target], f"{name}: nodes")
        weight = population.get_attribute("syn_weight", everything)
        delay = population.get_attribute("delay", everything)
        expect(numpy.array_equal(delay, population.get_dynamics_attribute("delay", everything)), f"{name}: delays")
        expected.append((population.source, population.target, source, target, weight, delay))
        count += population.size

    os.chdir(folder)
    import pyNN.nest as sim
    from pyNN.serialization import import_from_sonata, load_sonata_simulation_plan
    plan = load_sonata_simulation_plan("simulation_config.json")
    plan.setup(sim)
    network = import_from_sonata("circuit_config.json", sim)
    plan._calculate_node_set_map(network)
    expect({a.label: a.size for a in network.assemblies} == sizes, f"PyNN's assemblies {network.assemblies}")
    projections = {p.label.rsplit("-", 1)[0]: p for p in network.projections}
    for name, (source, target, *columns) in zip(sorted(edges.population_names), expected):
        projection = projections[name]
        expect((projection.pre.label, projection.post.label) == (source, target), f"PyNN's {name}: populations")
        rows = numpy.array(projection.get(["weight", "delay"], format="list"), dtype=float)
        mine = numpy.column_stack(columns)
        rows, mine = (r[numpy.lexsort(r.T[::-1])] for r in (rows, mine))
        expect(rows.shape == mine.shape and numpy.allclose(rows, mine, rtol=0, atol=1e-9), f"PyNN's {name}: synapses")
    sim.run(1.0)
    sim.end()
    return sizes, count


def main():
    folder, nix, network = map(Path, sys.argv[1:4])
    with neo.NixIO(str(nix), "ro") as file:
        blocks = file.read_all_blocks()
    check_spikes(folder, blocks)
    check_reports(folder, blocks)
    sizes, count = check_network(network.resolve())
    conclude(f"populations {sizes}, {count} edges")


main()
