#!/usr/bin/env python3
"""Has the official listeners, `DatabaseConnection` and `LiveEventConnection` of SpiNNFrontEndCommon, be told of two runs of
a script: they must read the database and hear each run begin and pause.

Usage: check_listeners.py SWINN
"""

import subprocess
import sys
import time
from pathlib import Path

from spinn_front_end_common.utilities.connections import LiveEventConnection
from spinn_front_end_common.utilities.database import DatabaseConnection

problems = []


def expect(condition, text):
    print(("ok " if condition else "WRONG ") + text)
    if not condition:
        problems.append(text)


def main():
    heard, read, sizes = [], [], []
    plain = DatabaseConnection(
        lambda: heard.append("start"), lambda: heard.append("pause"), local_host="127.0.0.1", local_port=None)

    def take(database):
        heard.append("database")
        labels = ["ring", "start"]
        read.append({
            "atoms": {label: database.get_atom_id_to_key_mapping(label) for label in labels},
            "keys": {label: database.get_key_to_atom_id_mapping(label) for label in labels},
            "places": {label: database.get_placements(label) for label in labels},
            "numbers": {name: database.get_configuration_parameter_value(name)
                        for name in ["machine_time_step", "time_scale_factor", "infinite_run", "runtime", "app_id"]},
            "address": database.get_ip_address(1, 1),
            "job": database.get_job(),
        })

    plain.add_database_callback(take)
    live = LiveEventConnection(None, send_labels=["ring"], local_host="127.0.0.1", local_port=None)
    live.add_init_callback("ring", lambda *facts: sizes.append(facts))

    script = Path(__file__).with_name("listened.swift").resolve()
    ports = [str(plain.local_port), str(live.local_port)]
    subprocess.run([Path(sys.argv[1]).resolve(), "run", script, *ports], check=True, timeout=300)
    deadline = time.monotonic() + 10
    while len(heard) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)

    expect(heard == ["database", "start", "pause"] * 2, f"DatabaseConnection hears both runs: {heard}")
    expect(sizes == [("ring", 100, 10.0, 1.0)] * 2, f"LiveEventConnection knows size, time and step: {sizes}")
    expect(len(read) == 2 and read[0] == read[1], "the database is the same in both runs")
    facts = read[0]
    for label, size in [("ring", 100), ("start", 3)]:
        atoms, keys = facts["atoms"][label], facts["keys"][label]
        expect(sorted(atoms) == list(range(size)), f"each of the {size} cells of '{label}' has a key")
        expect(keys == {key: atom for atom, key in atoms.items()}, f"keys of '{label}' are unique")
    expect(not facts["keys"]["ring"].keys() & facts["keys"]["start"].keys(), "populations share no keys")
    expect([len(places) for places in facts["places"].values()] == [3, 1], f"places: {facts['places']}")
    numbers = {"machine_time_step": 1000, "time_scale_factor": 2, "infinite_run": 0, "runtime": 10, "app_id": 30}
    expect(facts["numbers"] == numbers, f"the run in numbers: {facts['numbers']}")
    expect(facts["address"] is not None and facts["address"].startswith("127."), f"the board: {facts['address']}")
    expect(facts["job"] is None, "no proxy")
    plain.close()
    live.close()
    if problems:
        sys.exit(1)


main()
