"""Lets PACMAN and SpiNNMachine read what `swinn map` writes, and `swinn map` what they write.

Usage: check_files.py SWINN FOLDER, with the Python that has sPyNNaker.
"""

import contextlib
import json
import os
import pathlib
import random
import subprocess
import sys

from pacman.config_setup import unittest_setup
from pacman.data.pacman_data_writer import PacmanDataWriter
from pacman.model.routing_tables.multicast_routing_tables import from_json, to_json
from pacman.utilities import file_format_schemas
from pacman.utilities.json_utils import json_to_object, placement_from_json, placement_to_json
from spinn_machine import json_machine, virtual_machine
from spinn_utilities.config_holder import set_config

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "shared"))
from judge import conclude, expect  # noqa: E402

SWINN, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ONE_BOARD = {"version": 5, "width": 8, "height": 8, "boards": 1, "wrap": False}
THREE_BOARDS = {"version": 5, "width": 12, "height": 12, "boards": 3, "wrap": True}
FLAT_BOARDS = {"version": 5, "width": 16, "height": 16, "boards": 3, "wrap": False}
SMALL_BOARD = {"version": 3, "width": 2, "height": 2, "boards": 1, "wrap": False}


def graph(name, machine, nodes, most, seed):
    """A random graph of nodes of up to so many cores."""
    draw = random.Random(seed)
    names = [f"node {index}" for index in range(nodes)]
    return {
        "format": 1, "name": name, "keys_per_core": 64, "machine": machine,
        "nodes": [{"name": node, "cores": draw.randint(1, most), "sdram": draw.randint(0, 1 << 22)} for node in names],
        "nets": [{"source": node, "sinks": draw.sample(names, draw.randint(1, 5))} for node in names],
    }


def run(description, *arguments):
    """Maps a graph; returns its folder of PACMAN's files and our own file."""
    folder = FOLDER / description["name"]
    folder.mkdir(parents=True, exist_ok=True)
    source, ours = folder / "graph.json", folder / "mapping.json"
    source.write_text(json.dumps(description))
    subprocess.run(
        [SWINN, "map", str(source), "--pacman", str(folder), "--json", str(ours), *arguments],
        check=True, stdout=subprocess.DEVNULL)
    return folder, json.loads(ours.read_text())


def set_up(version):
    """Starts PACMAN anew."""
    unittest_setup()
    set_config("Machine", "version", str(version))
    return PacmanDataWriter.mock()


def walk(machine, tables, key, place):
    """The cores that a packet reaches, each as often as it does."""
    reached, packets = [], [(place, None)]
    while packets:
        (x, y), incoming = packets.pop()
        table = tables.get((x, y))
        entry = next((e for e in table.multicast_routing_entries if key & e.mask == e.key), None) if table else None
        links = entry.link_ids if entry else [(incoming + 3) % 6]
        reached += [(x, y, core) for core in entry.processor_ids] if entry else []
        for link in links:
            ahead = machine.get_chip_at(x, y).router.get_link(link)
            packets.append(((ahead.destination_x, ahead.destination_y), (link + 3) % 6))
    return reached


def check(description, *arguments):
    """Maps a graph and has every file read; returns the number of packets followed."""
    name = description["name"]
    folder, ours = run(description, *arguments)
    writer = set_up(description["machine"]["version"])
    files = {}
    for kind in ["machine_graph", "n_keys_map", "placements", "routing_tables", "machine"]:
        files[kind] = json_to_object(str(folder / f"{kind}.json"))
        file_format_schemas.validate(files[kind], f"{kind}.json")

    machine = json_machine.machine_from_json(str(folder / "machine.json"))
    machine.validate()
    writer.set_machine(machine)
    again = json_machine.to_json()
    again["chips"].sort()
    expect(again == files["machine"], f"{name}: SpiNNMachine writes another machine than it read")

    placements = [placement_from_json(item) for item in files["placements"]]
    expect([placement_to_json(item) for item in placements] == files["placements"], f"{name}: placements")
    labels = [f"{part['vertex']}[{part['first']}...{part['last']}]" for part in ours["parts"]]
    places = [(part["x"], part["y"], part["core"]) for part in ours["parts"]]
    expect([(item.vertex.label, item.x, item.y, item.p) for item in placements]
           == [(label, *place) for label, place in zip(labels, places)], f"{name}: placements differ from ours")
    for item in placements:
        chip = machine.get_chip_at(item.x, item.y)
        expect(chip is not None and item.p in chip.placable_processors_ids, f"{name}: {item} is no core to be used")

    tables = from_json(str(folder / "routing_tables.json"))
    expect(to_json(tables) == files["routing_tables"], f"{name}: PACMAN writes other tables than it read")
    expect([(table.x, table.y, [[e.key, e.mask, e.spinnaker_route] for e in table.multicast_routing_entries])
            for table in tables] == [(table["x"], table["y"], [[e["key"], e["mask"], e["route"]] for e in table["entries"]])
               for table in ours["tables"]],
           f"{name}: tables differ from ours")

    # Every source's packets end where the edges say.
    targets = {}
    core_of = dict(zip(labels, places))
    for edge in files["machine_graph"]["edges"]:
        targets.setdefault((edge["pre_vertex"], edge["label"]), []).append(core_of[edge["post_vertex"]])
    by_place = {(table.x, table.y): table for table in tables}
    keys = {(item["pre_vertex_label"], item["identifier"]): item["n_keys"] for item in files["n_keys_map"]}
    for source in ours["sources"]:
        flow = (labels[source["part"]], f"partition {source['partition']}")
        expect(keys[flow] == (~source["mask"] & 0xffffffff) + 1, f"{name}: keys of {flow}")
        for key in (source["key"], source["key"] + keys[flow] - 1):
            reached = walk(machine, by_place, key, places[source["part"]][:2])
            expect(sorted(reached) == sorted(targets.get(flow, [])), f"{name}: key {key:#x} of {flow}")
    return 2 * len(ours["sources"])


def check_machine(name, version, width, height, down_chips, down_links):
    """Maps onto a machine that SpiNNMachine made and wrote."""
    writer = set_up(version)
    set_config("Machine", "down_chips", down_chips)
    set_config("Machine", "down_links", down_links)
    writer.set_machine(virtual_machine(width, height))
    path = FOLDER / f"{name}.machine.json"
    json_machine.to_json_path(str(path))
    theirs = json.loads(path.read_text())
    theirs["chips"].sort()
    size = {3: SMALL_BOARD, 5: ONE_BOARD}[version]
    followed = check(graph(name, size, 10, 4, seed=9), "--machine", str(path))
    ours = json.loads((FOLDER / name / "machine.json").read_text())
    expect(ours == theirs, f"{name}: the machine is another one when we have read and written it")
    return followed


FOLDER.mkdir(parents=True, exist_ok=True)
followed = 0
with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
    for case in [
        graph("one board", ONE_BOARD, 60, 20, seed=1), graph("three boards", THREE_BOARDS, 150, 20, seed=2),
        graph("three boards that do not wrap", FLAT_BOARDS, 150, 20, seed=3), graph("small", SMALL_BOARD, 12, 8, seed=4),
    ]:
        followed += check(case)
    followed += check_machine("their board", 5, 8, 8, "3,3:4,7", "1,1,1:2,2,0")
    followed += check_machine("their three boards", 5, 12, 12, "5,5", "1,1,1")
    followed += check_machine("their small board", 3, 2, 2, "None", "None")
conclude(f"{followed} packets followed through tables that PACMAN has read")
