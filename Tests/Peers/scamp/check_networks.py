"""Runs our own networks on boards under the official SC&MP, and again under the monitor at a high level.

Usage: check_networks.py SWINN FOLDER-OF-EXAMPLES --monitor scamp.boot [--machine spin3|spin5|triad]

Each machine is served twice, and an example runs on both over UDP, as on any board. What the cores recorded must be the
same to the last bit. Of the three boards all but a few chips of the first are dead, so that the network lies on several.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import Failure, Machine, Probe, Server, isolate, ok, require, wait_until_up  # noqa: E402

# The chips of the first of three boards that stay alive.
ALIVE = {(0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1)}


def recorded(path):
    """All that a store holds of the cores' recordings: what of which neurons, and the bytes in order."""
    with sqlite3.connect(path) as store:
        rows = store.execute(
            "SELECT recording.population, recording.segment, recording.kind, recording.variable, region.neuronIndices, "
            "data.extraction, data.bytes FROM data JOIN region ON data.region = region.id "
            "JOIN recording ON region.recording = recording.id ORDER BY region.id, data.extraction").fetchall()
    return rows


def run(example, address, *options):
    """Runs an example on the board at an address; returns what was recorded, its last line, and the seconds it took."""
    folder = f"{os.path.basename(example)}-{time.monotonic_ns()}"
    os.mkdir(folder)
    started = time.monotonic()
    done = subprocess.run(
        [example, "--board", address, "--output", folder, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=500)
    took = time.monotonic() - started
    require(done.returncode == 0, f"{os.path.basename(example)} on {address} ended with {done.returncode}:\n{done.stdout}")
    stores = [name for name in os.listdir(folder) if name.endswith(".sqlite")]
    require(len(stores) == 1, f"stores {stores}")
    rows = recorded(os.path.join(folder, stores[0]))
    require(rows, "nothing was recorded")
    lines = [line for line in done.stdout.splitlines() if "spikes in" in line]
    require(len(lines) == 1, f"the example prints {done.stdout}")
    return rows, lines[0], took


def check(swinn, folder, image, name, examples, addresses):
    found = {}
    for monitor, address in zip(("SC&MP", "the high-level monitor"), addresses):
        machine = Machine(name, address)
        options = list(machine.options)
        if name == "triad":
            dead = [chip for chip, ethernet in machine.chips.items() if ethernet == (0, 0) and chip not in ALIVE]
            options += ["--dead-chips", ":".join(f"{x},{y}" for x, y in sorted(dead))]
        if monitor == "SC&MP":
            options += ["--monitor", image]
        server = Server(swinn, address, *options)
        try:
            probe = Probe(address)
            ok(f"{name}: up under {monitor} after {wait_until_up(probe, server)}")
            probe.close()
            for example, arguments in examples:
                rows, line, took = run(os.path.join(folder, example), address, *arguments)
                found.setdefault(example, []).append((rows, line))
                ok(f"{name}: {example} {' '.join(arguments)} under {monitor}: {line} ({took:.1f} s)")
            require(server.stop() == 0, "swinn board serve did not end cleanly")
        finally:
            server.stop()
    for example, ((official, line), (ours, _)) in found.items():
        require(len(official) == len(ours), f"{example}: {len(official)} records instead of {len(ours)}")
        for index, (left, right) in enumerate(zip(official, ours)):
            require(left == right, f"{example}: record {index} of {left[:5]} differs")
        size = sum(len(row[6]) for row in ours)
        ok(f"{name}: {example} recorded the same {size} bytes under both monitors")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("folder", help="the folder of the built examples")
    parser.add_argument("--monitor", required=True, help="SC&MP's boot image")
    parser.add_argument("--machine", choices=("spin3", "spin5", "triad"), action="append")
    parser.add_argument("--address", default="127.23.9", help="the first three numbers of the addresses to serve at")
    arguments = parser.parse_args()
    swinn, folder = os.path.abspath(arguments.swinn), os.path.abspath(arguments.folder)
    image = os.path.abspath(arguments.monitor)
    isolate()
    synfire, balanced = ("Synfire", ["--neurons-per-core", "20"]), ("BalancedNetwork", [])
    examples = {
        "spin3": [synfire, balanced], "spin5": [synfire],
        # A neuron a core, so that a network of 200 needs more than the chips of the first board.
        "triad": [("Synfire", ["--neurons-per-core", "1"])]}
    try:
        for index, name in enumerate(arguments.machine or examples):
            addresses = [f"{arguments.address}.{16 * index + first}" for first in (1, 9)]
            check(swinn, folder, image, name, examples[name], addresses)
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
