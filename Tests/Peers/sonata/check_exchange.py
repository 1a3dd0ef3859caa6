#!/usr/bin/env python3
"""Judges the exchange of networks: one made by PyNN with NEST and exported by PyNN is imported here, executed and exported
again, and that is imported by PyNN. All three have the same synapses and the same spikes, and the first two the same
potentials.

Usage: check_exchange.py SWINN FOLDER
"""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import h5py
import libsonata
import numpy
import pyNN.nest as sim
from pyNN.parameters import Sequence
from pyNN.random import NumpyRNG, RandomDistribution
from pyNN.serialization import export_to_sonata, import_from_sonata
from pyNN.network import Network

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "shared"))
from judge import conclude, expect

TIMESTEP, DURATION = 0.1, 300.0


def make():
    """A network that leaves nothing to chance once it is made, and in which small differences do not grow."""
    rng = NumpyRNG(seed=20261122)
    network = Network()
    sources = sim.Population(30, sim.SpikeSourceArray(), label="input")
    cells = sim.Population(
        80, sim.IF_curr_exp(tau_m=RandomDistribution("uniform", (10.0, 20.0), rng=rng), tau_refrac=2.0, i_offset=0.3),
        label="cells")
    brake = sim.Population(20, sim.IF_curr_exp(cm=0.5, tau_syn_I=8.0), label="brake")
    for pre, post, p, weight, receptor in [
        (sources, cells, 0.3, (0.1, 1.0), "excitatory"), (cells, brake, 0.3, (0.0, 0.55), "excitatory"),
        (sources, cells, 0.1, (-0.5, -0.1), "inhibitory"), (sources, brake, 0.2, (-0.3, -0.1), "inhibitory"),
    ]:
        network.add(sim.Projection(
            pre, post, sim.FixedProbabilityConnector(p, rng=rng),
            sim.StaticSynapse(weight=RandomDistribution("uniform", weight, rng=rng),
                              delay=RandomDistribution("uniform", (0.5, 9.0), rng=rng)),
            receptor_type=receptor, label=f"{pre.label} to {post.label}, {receptor}"))
    network.add(sources, cells, brake)
    return network


def times():
    rng = numpy.random.default_rng(7)
    # Rounded: what is beyond a step by the last bit counts from the next one in NEST.
    return [numpy.round(numpy.sort(rng.choice(2790, 12, replace=False) + 10) * TIMESTEP, 1) for _ in range(30)]


def synapses(projections):
    return by_place((p.pre.label, p.post.label, p.receptor_type, p.get(["weight", "delay"], format="list"))
                    for p in projections)


def by_place(connections):
    """The rows between two populations by one receptor, in order."""
    places = {}
    for *place, rows in connections:
        places.setdefault(tuple(place), []).append(numpy.array(rows, dtype=float).reshape(-1, 4))
    return {place: ordered(numpy.concatenate(rows)) for place, rows in places.items()}


def ordered(rows):
    return rows[numpy.lexsort(rows.round(6).T[::-1])]


def same_synapses(where, mine, other, weight, delay):
    expect(mine.keys() == other.keys(), f"{where}: connections {sorted(mine)}, not {sorted(other)}")
    for place in mine.keys() & other.keys():
        a, b, name = mine[place], other[place], f"{where}, {' to '.join(place[:2])}, {place[2]}"
        if expect(a.shape == b.shape, f"{name}: {len(a)} synapses, not {len(b)}"):
            expect(numpy.array_equal(a[:, :2], b[:, :2]), f"{name}: synapses join other cells")
            expect(numpy.allclose(a[:, 2], b[:, 2], rtol=0, atol=weight), f"{name}: weights differ")
            expect(numpy.all(numpy.abs(a[:, 3] - b[:, 3]) < delay), f"{name}: delays differ")


def node_ids(label):
    """The IDs of a population's cells, in their order, in the network that was imported."""
    with h5py.File(f"pynn/networks/nodes_{label}.h5") as file:
        return file[f"nodes/{label}/node_id"][()].tolist()


def spikes(populations):
    return {p: [t.magnitude for t in cells.get_data("spikes").segments[0].spiketrains]
            for p, cells in populations.items()}


def write_plan(folder):
    """The files that PyNN leaves to the user: spikes and plan."""
    with h5py.File(folder / "input.h5", "w") as file:
        group = file.create_group("spikes/input")
        lists = times()
        first = int(h5py.File(folder / "networks/nodes_input.h5")["nodes/input/node_id"][0])
        group["timestamps"] = numpy.concatenate(lists)
        group["timestamps"].attrs["units"] = "ms"
        group["node_ids"] = numpy.concatenate([numpy.full(len(t), first + i) for i, t in enumerate(lists)]).astype("u8")
    (folder / "sets.json").write_text(json.dumps({"shown": {"population": "cells"}}))
    (folder / "plan.json").write_text(json.dumps({
        "manifest": {"$OUT": "out"}, "node_sets_file": "sets.json", "run": {"dt": TIMESTEP, "tstop": DURATION},
        "inputs": {"drive": {"input_type": "spikes", "module": "h5", "input_file": "input.h5", "node_set": "input"}},
        "reports": {"v": {"variable_name": "v", "cells": "shown"}},
        "output": {"output_dir": "$OUT", "spikes_file": "spikes.h5", "spikes_sort_order": "by_id"}}))


def close(where, mine, other):
    """Fixed-point numbers may move a spike by a step or two, and rarely keep one from coming."""
    expect(len(mine) == len(other), f"{where}: {len(mine)} cells, not {len(other)}")
    total = sum(len(b) for b in other)
    alike = sum(any(abs(time - found) < 2.5 * TIMESTEP for found in a) for a, b in zip(mine, other) for time in b)
    text = f"{where}: {alike} of {total} spikes alike, {sum(len(a) for a in mine)} here"
    expect(total > 50 and alike >= 0.97 * total and abs(sum(len(a) for a in mine) - total) <= 0.03 * total, text)
    print(text)


def run(sources, cells):
    """Lets NEST run a network; the spikes of its cells."""
    sources.set(spike_times=[Sequence(t) for t in times()])
    for population in cells.values():
        population.record("spikes")
    sim.run(DURATION)
    return spikes(cells)


def main():
    swinn, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    folder.mkdir(parents=True)
    script = Path(__file__).with_name("import.swift").resolve()
    os.chdir(folder)
    sim.setup(timestep=TIMESTEP, min_delay=TIMESTEP, max_delay=20.0, spike_precision="on_grid")
    network = make()
    export_to_sonata(network, "pynn")
    write_plan(folder / "pynn")
    made = synapses(network.projections)
    cells = {label: network.get_component(label) for label in ("cells", "brake")}
    cells["cells"].record("v")
    first = run(network.get_component("input"), cells)
    potentials = cells["cells"].get_data("v").segments[0].analogsignals[0].magnitude
    sim.end()

    printed = subprocess.run(
        [swinn, "run", script, "pynn/circuit_config.json", "pynn/plan.json", "swinn"],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    # What comes back has the 16 bits of a weight on the board.
    mine = by_place((c["source"], c["target"], c["receptor"], c["rows"])
                    for c in json.loads(printed.strip().splitlines()[-1]))
    same_synapses("here", mine, made, weight=1e-4, delay=TIMESTEP)
    reader = libsonata.SpikeReader("pynn/out/spikes.h5")
    own = {}
    for label, lists in first.items():
        population = reader[label].get_dict()
        ids = node_ids(label)
        strangers = set(population["node_ids"].tolist()) - set(ids)
        expect(not strangers, f"spikes of {label}: nodes {sorted(strangers)[:5]}, which the network does not have")
        own[label] = [numpy.sort(population["timestamps"][population["node_ids"] == i]) for i in ids]
        close(f"spikes of {label} here", own[label], lists)
    report = libsonata.ElementReportReader("pynn/out/v.h5")["cells"].get()
    expect([int(i) for i, _ in report.ids] == node_ids("cells"), f"the report's nodes {report.ids[:3]}")
    until = int(min(t[0] for lists in first.values() for t in lists if len(t)) / TIMESTEP)
    difference = numpy.abs(report.data[:until] - potentials[:until]).max()
    expect(difference < 0.001, f"potentials differ by {difference} mV before the first spike")

    os.chdir("swinn")
    sim.setup(timestep=TIMESTEP, min_delay=TIMESTEP, max_delay=20.0, spike_precision="on_grid")
    network = import_from_sonata("circuit_config.json", sim)
    again = synapses(network.projections)
    same_synapses("in PyNN again", again, mine, weight=1e-6, delay=1e-6)
    cells = {label: network.get_component(label) for label in ("cells", "brake")}
    second = run(network.get_component("input"), cells)
    for label, lists in second.items():
        close(f"spikes of {label} in NEST again", lists, own[label])
    sim.end()
    conclude(f"{sum(map(len, made.values()))} synapses")


main()
