"""Lets SpiNNMachine judge machines as data. Usage: check_machines.py MACHINE-LISTER

Both say which sizes there are, how large a machine of so many boards or chips is, and, for machines of 1 to 24 boards in all
ways to wrap, where their chips, cores, links, Ethernet chips and device sockets are. Machines with dead chips, cores and
links, drawn at random, must be alike, too; SpiNNMachine takes one direction of a dead link only, so that links with no way
back are left out there.
"""

import json
import logging
import random
import subprocess
import sys
from pathlib import Path

from spinn_utilities.config_holder import set_config
from spinn_machine import virtual_machine
from spinn_machine.config_setup import unittest_setup
from spinn_machine.data import MachineDataView
from spinn_machine.exceptions import SpinnMachineException

sys.path.insert(0, str(Path(__file__).parent.parent / "shared"))
from judge import conclude, expect

logging.disable(logging.CRITICAL)

SIZES = [(2, 2), (8, 8)]
for across, up in [(1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (4, 2), (2, 4)]:
    SIZES += [(12 * across + east, 12 * up + north) for east in (0, 4) for north in (0, 4)]
# Sizes between those of triads: what a machine looks like that lacks boards.
SIZES += [(20, 12), (12, 20), (20, 20), (16, 20), (32, 28)]
DEAD = 40


class Lister:
    """The program that lists SwiNN's machines."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, *words):
        """The answer to a line of words, and None for a machine that cannot be."""
        print(*words, file=self.process.stdin, flush=True)
        answer = json.loads(self.process.stdout.readline())
        return None if "refused" in answer else answer


def set_machine(version, chips=None, cores=None, links=None):
    """Tells SpiNNMachine what machines are made of."""
    unittest_setup()
    set_config("Machine", "version", str(version))
    for name, value in [("down_chips", chips), ("down_cores", cores), ("down_links", links)]:
        set_config("Machine", name, value or "None")
    return MachineDataView.get_machine_version()


def allowed(question):
    """What SpiNNMachine answers, and None where it refuses."""
    try:
        return question()
    except SpinnMachineException:
        return None


def listing(machine):
    """A machine of SpiNNMachine's as the lister writes one."""
    chips = []
    for chip in sorted(machine.chips, key=lambda chip: (chip.x, chip.y)):
        links = [chip.router.get_link(number) for number in range(6)]
        links = [link and machine.is_link_at(link.destination_x, link.destination_y, (number + 3) % 6) and link
                 for number, link in enumerate(links)]
        chips.append([
            [chip.x, chip.y], sorted(chip.placable_processors_ids), [chip.nearest_ethernet_x, chip.nearest_ethernet_y],
            list(machine.get_local_xy(chip)),
            [[link.destination_x, link.destination_y] if link else None for link in links],
            chip.sdram, chip.router.n_available_multicast_entries])
    boards = {chip.ip_address: [chip.x, chip.y] for chip in machine.ethernet_connected_chips}
    spinnaker = [
        [boards[key[0]], key[1], [data.connected_chip_x, data.connected_chip_y], data.connected_link]
        for key, data in machine.spinnaker_links if isinstance(key[0], str)]
    fpga = [
        [boards[key[0]], key[1], key[2], [data.connected_chip_x, data.connected_chip_y], data.connected_link]
        for key, data in machine._fpga_links.items() if isinstance(key[0], str)]
    return {"chips": chips, "spinnaker_links": sorted(spinnaker), "fpga_links": sorted(fpga)}


def compare(name, ours, theirs, parts=("chips", "spinnaker_links", "fpga_links")):
    """Notes where two listings differ."""
    for part in parts:
        mine = ours[part] if part == "chips" else sorted(ours[part])
        if expect(len(mine) == len(theirs[part]), f"{name}: {len(mine)} and {len(theirs[part])} {part}"):
            for one, other in zip(mine, theirs[part]):
                expect(one == other, f"{name}: {part} {one} and {other}")


def dead_hardware(theirs, draw):
    """Lists of dead chips, cores and links, none of them of an Ethernet chip."""
    chips = [tuple(chip[0]) for chip in theirs["chips"] if chip[0] != chip[2]]
    some = lambda number: draw.sample(chips, min(number, len(chips)))
    dead = [f"{x},{y}" for x, y in some(max(1, len(chips) // 40))]
    cores = [f"{x},{y},{draw.randint(-10, 17)}" for x, y in some(5)]
    cores += [f"{x},{y},{low}-{min(low + 3, 17)}" for x, y in some(3) for low in [draw.randint(1, 17)]]
    links = [f"{x},{y},{draw.randint(0, 5)}" for x, y in some(max(1, len(chips) // 20))]
    return [":".join(items) for items in (dead, cores, links)]


def main():
    lister = Lister(sys.argv[1])
    count = 0
    for version in 3, 5:
        rules = set_machine(version)
        for width in range(1, 81):
            for height in range(1, 81):
                verified = allowed(lambda: rules.verify_size(width, height) or True)
                other = (width, height) == ((8, 8) if version == 3 else (2, 2))
                larger = version == 3 and width > 8
                if not other and not larger:
                    ours = lister.ask("verify", width, height)
                    expect((ours is None) == (verified is None), f"{width} x {height} on {version}")
                    count += 1
        for number in range(1, 400):
            theirs = allowed(lambda: rules.size_from_n_boards(number))
            ours = lister.ask("boards", version, number)
            expect((ours and ours["size"]) == (theirs and list(theirs)), f"{number} boards: {ours} and {theirs}")
        for number in range(1, 4000, 7):
            theirs = allowed(lambda: rules.size_from_n_chips(number))
            ours = lister.ask("chips", version, number)
            expect((ours and ours["size"]) == (theirs and list(theirs)), f"{number} chips: {ours} and {theirs}")
    draw = random.Random(20261122)
    for size in SIZES:
        version = 3 if size == (2, 2) else 5
        set_machine(version)
        machine = virtual_machine(*size)
        theirs = listing(machine)
        ours = lister.ask("size", *size, "None", "None", "None")
        compare(f"{size}", ours, theirs)
        wraps = {"Wrapped": [True, True], "HorWrap": [True, False], "VerWrap": [False, True]}
        expect(version == 3 or ours["wraps"] == wraps.get(machine.wrap, [False, False]), f"{size}: {machine.wrap}")
        for _ in range(DEAD if size[0] <= 28 else 4):
            dead = dead_hardware(theirs, draw)
            set_machine(version, *dead)
            broken = listing(virtual_machine(*size))
            compare(f"{size} without {dead}", lister.ask("size", *size, *dead), broken, ["chips"])
            count += 1
    conclude(f"{count} sizes and machines with dead hardware, {len(SIZES)} whole machines compared")


main()
