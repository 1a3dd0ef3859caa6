"""Has the official SC&MP bring up the emulated board by itself, and SpiNNMan do on it what it does on any board.

Serves SpiNN-3 and SpiNN-5 with `swinn board serve --monitor scamp.boot`, the image being SpiNNMan's own. The first
board is sent the image by the command, the second waits in its boot ROM until SpiNNMan boots it. What SC&MP leaves in
memories and registers is compared with what the same image left under another emulator, then `check_board.py`'s checks
follow.

    python check_scamp.py PATH-OF-SWINN --image PATH-OF-APLX
"""

import argparse
import os
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import (  # noqa: E402
    Failure, NoAnswer, Probe, SEVENTEEN, SPIN3_CHIPS, SPIN5_CHIPS, SV, Server, VCPU, check_bring_up, eventually, isolate,
    ok, require, wait_until_up)

import spinnman  # noqa: E402
from spinn_utilities.config_holder import set_config  # noqa: E402
from spinnman.config_setup import unittest_setup  # noqa: E402
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter  # noqa: E402
from spinnman.transceiver.transceiver_factory import create_transceiver_from_hostname  # noqa: E402

import check_board  # noqa: E402

IMAGE = os.path.join(os.path.dirname(spinnman.__file__), "messages", "spinnaker_boot", "boot_data", "scamp.boot")

# ---- What the image left in other hands: an interpreter of ARM instructions written for that one purpose. ----

# The alive links of each chip. SC&MP 4.0.0 never uses (1,0)/4 of a board, nor (4,7)/2 and (7,7)/2.
SPIN3_LINKS = {(0, 0): 0x27, (1, 0): 0x2C, (0, 1): 0x25, (1, 1): 0x3C}
SPIN5_EDGE = {
    (0, 0): 0x07, (1, 0): 0x0F, (2, 0): 0x0F, (3, 0): 0x0F, (4, 0): 0x0E, (0, 1): 0x27, (0, 2): 0x27, (0, 3): 0x23,
    (5, 1): 0x1E, (6, 2): 0x1E, (7, 3): 0x1C, (1, 4): 0x33, (2, 5): 0x33, (3, 6): 0x33, (4, 7): 0x31, (5, 7): 0x39,
    (6, 7): 0x39, (7, 7): 0x38, (7, 4): 0x3C, (7, 5): 0x3C, (7, 6): 0x3C}

# Registers of the root chip. Bits 1 to 3 of the last are the boot ROM's, and the directions of pins (0xf2000044) those
# that the ROM has left besides SC&MP's: lights, serial ROM (`main.c`, `serial.s`). The other emulator had no ROM.
ROOT_REGISTERS = {
    0xF1000000: 0x00400001, 0xF1000084: 0xFC000000, 0xF2000004: 0, 0xF2000010: 0x8003FFFF, 0xF2000034: 0,
    0xF2000044: 0xFFFFFF04, 0xF2000050: 0x00070128, 0xF2000054: 0x0007011A, 0xF2000058: 0x0003FFFE,
    0xF2000060: 0x809488A5, 0xF2000038: 0xF}
# The SDRAM controller, 0x0c to 0x48.
SDRAM_CONTROLLER = (
    0x00018012, 0x3F6, 6, 1, 2, 7, 0x0A, 3, 0x275, 3, 2, 3, 1, 5, 0x17, 0x14)
# The router's diagnostic filters.
FILTERS = (
    0x01FE7CF1, 0x01FEBCF1, 0x01FE7CF2, 0x01FEBCF2, 0x01FE7CF4, 0x01FEBCF4, 0x01FE7CF8, 0x01FEBCF8, 0x0001FCF1,
    0x0001FCF2, 0x0001FCF4, 0x0001FCF8, 0, 0, 0, 0)
# System variables that do not depend on time: offset, bytes.
VARIABLES = (
    (0x0A, None), (0x0B, "01"), (0x0C, "04043300"), (0x24, "c80082003f00c801"), (0x2C, "32ff0000"),
    (0x41, "071400"), (0x48, "001100e500002460004000000000006000800000"), (0x68, "181100e5"),
    (0x94, "000102030405060708090a0b0c0d0e0f1011ffff"), (0xA8, "000102030405060708090a0b0c0d0e0f1011ffff"),
    (0xBC, "12"), (0xC0, "00002460000100e500008067007000e500008467200088671800846738408867"),
    (0xE4, "40408c67181100e500000000"), (0xFC, "00000400"))


def check_golden(probe, kind):
    """Compares what SC&MP left with the record."""
    chips = SPIN3_CHIPS if kind == "spin3" else SPIN5_CHIPS
    width = 2 if kind == "spin3" else 8
    for offset, expected in VARIABLES:
        expected = expected or ("03" if kind == "spin3" else "05")
        found = probe.read(0, 0, SV + offset, len(expected) // 2).hex()
        require(found == expected, f"system variables at {offset:#x} are {found} instead of {expected}")
    dimensions, = struct.unpack("<H", probe.read(0, 0, SV + 2, 2))
    require(dimensions == width << 8 | width, f"the machine's size is {dimensions:#x}")
    active, = struct.unpack("<H", probe.read(0, 0, SV + 0xE2, 2))
    require(active == len(chips), f"the root heard of {active} chips instead of {len(chips)}")
    for address, expected in ROOT_REGISTERS.items():
        found = probe.word(0, 0, address)
        require(found == expected, f"register {address:#x} is {found:#x} instead of {expected:#x}")
    found = struct.unpack("<16I", probe.read(0, 0, 0xF000000C, 64))
    require(found == SDRAM_CONTROLLER, f"the SDRAM controller's registers are {[hex(word) for word in found]}")
    # Bit 29 says that a filter has counted.
    found = tuple(word & ~(1 << 29) for word in struct.unpack("<16I", probe.read(0, 0, 0xF1000200, 64)))
    require(found == FILTERS, f"the diagnostic filters are {[hex(word) for word in found]}")
    if kind == "spin5":
        require(probe.word(0, 0, 0xF1004000) == 0x47, "the signals' route at the root is not 0x47")
    ok(f"{kind}: system variables, clocks, SDRAM controller, filters and route of the root as on record")

    links = SPIN3_LINKS if kind == "spin3" else {chip: SPIN5_EDGE.get(chip, 0x3F) for chip in chips}
    for (x, y) in chips:
        found = probe.read(x, y, SV + 0x65, 1)[0]
        require(found == links[x, y], f"chip ({x}, {y}) uses links {found:#x} instead of {links[x, y]:#x}")
        place, = struct.unpack("<H", probe.read(x, y, SV, 2))
        require(place == x << 8 | y, f"chip ({x}, {y}) takes itself for {place:#x}")
    ok(f"{kind}: place and alive links of all {len(chips)} chips")

    for (x, y) in chips:
        cores = 17 if kind == "spin5" and (x, y) in SEVENTEEN else 18
        blocks = probe.read(x, y, VCPU, 128 * cores)
        for core in range(cores):
            block = blocks[128 * core:128 * core + 128]
            name = block[0x48:0x58].rstrip(b"\0")
            state, application = block[0x2E], block[0x2F]
            expected = (7, 0, b"scamp-3") if core == 0 else (15, 0, b"sark")
            require((state, application, name) == expected,
                    f"core ({x}, {y}, {core}) is in state {state} with application {application}, {name}")
    ok(f"{kind}: SC&MP runs on every chip, SARK sleeps on every other core")

    table = probe.read(0, 0, 0xF1010000, 4 * 32 * 8)
    entries = {}
    for index, (word,) in enumerate(struct.iter_unpack("<I", table)):
        for part in range(8):
            number = 8 * index + part
            entries[number >> 8, number & 255] = word >> 3 * part & 7
    for chip, entry in entries.items():
        if chip == (0, 0):
            require(entry == 7, f"the root's own point-to-point entry is {entry}")
        elif chip in chips:
            require(entry < 6, f"the root knows no way to {chip}")
        else:
            require(entry == 6, f"the root knows a way to {chip}, which does not exist")
    ok(f"{kind}: the root knows the way to {len(chips) - 1} chips and to no other")


def check_reverse_tag(probe, address):
    """Asks SARK on core 1 for its version through a reverse tag; SC&MP sends the answer back by the same tag."""
    tag, port, core = 3, 12399, 1
    code, _ = probe.command(
        0, 0, 26, 0x20010000 | core << 8 | tag, port, int.from_bytes(socket.inet_aton("127.0.0.1"), "little"))
    require(code == 0x80, f"setting a reverse tag gave {code:#x}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as host:
        host.settimeout(1.0)
        for _ in range(5):
            host.sendto(struct.pack("<HHIII", 0, 77, 0, 0, 0), (address, port))
            try:
                answer, sender = host.recvfrom(1024)
                break
            except socket.timeout:
                continue
        else:
            raise Failure("no answer by the reverse tag")
    require(sender == (address, port), f"the answer came from {sender}")
    require(struct.unpack_from("<HH", answer, 10) == (0x80, 77) and b"SARK/SpiNNaker" in answer,
            f"the answer is {answer!r}")
    ok("spin3: a reverse tag leads from its port to a core and back")


def check_self_booted(swinn, address):
    server = Server(swinn, address, "--board", "spin3", "--monitor", IMAGE)
    try:
        ok(server.line)
        probe = Probe(address)
        ok(f"spin3: up after {wait_until_up(probe, server)}")
        check_golden(probe, "spin3")
        check_reverse_tag(probe, address)
        probe.close()
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    finally:
        server.stop()


def check_idle(server):
    """Measures what an idle board costs: 48 monitors that pass the time."""
    # Left alone, SC&MP's time slows down after five seconds.
    time.sleep(12)
    before = server.processor_seconds()
    time.sleep(4)
    used = (server.processor_seconds() - before) / 4
    require(used <= 0.05, f"an idle board used {used:.3f} s of processor time in a second")
    ok(f"spin5: idle, {used:.3f} s of processor time in a second")


def check_blacklist(swinn, address):
    """Faults named in the serial ROM: SC&MP tells its chips, and hands over to another core where its own is named."""
    server = Server(
        swinn, address, "--board", "spin3", "--monitor", IMAGE, "--blacklist", "--dead-cores", "0,0,0:1,1,5:0,1,0:0,1,3",
        "--dead-links", "1,1,3")
    try:
        probe = Probe(address)
        wait_until_up(probe, server)
        # Chip: the physical numbers of its cores, the monitor's first (SC&MP takes the last for it); its links.
        expected = {
            (0, 0): ([17] + list(range(1, 17)), 0x27), (1, 0): (list(range(18)), 0x2C),
            (0, 1): ([17, 1, 2] + list(range(4, 17)), 0x24), (1, 1): ([0, 1, 2, 3, 4] + list(range(6, 18)), 0x34)}
        for (x, y), (cores, links) in expected.items():
            # The new monitor takes its time to start the others anew.
            eventually(lambda: probe.read(x, y, SV + 0xBC, 1)[0] == len(cores), f"number of cores of chip ({x}, {y})")
            found = list(probe.read(x, y, SV + 0xA8, len(cores)))
            require(found == cores, f"chip ({x}, {y}) has the cores {found} instead of {cores}")
            used = probe.read(x, y, SV + 0x65, 1)[0]
            require(used == links, f"chip ({x}, {y}) uses links {used:#x} instead of {links:#x}")
            monitor = probe.command(x, y, 0)[1][1]
            require(monitor == cores[0], f"the monitor of ({x}, {y}) is core {monitor}")
            for core in range(1, len(cores)):
                eventually(lambda: probe.read(x, y, VCPU + 128 * core + 0x2E, 1)[0] == 15, f"core ({x}, {y}, {core}) idle")
        probe.close()
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    finally:
        server.stop()
    ok("spin3: cores and links named in the serial ROM are left out, and two monitors handed over to core 17")


def check_cable(swinn, address):
    """A board without its Ethernet cable is silent; with it again, it goes on."""
    server = Server(swinn, address, "--board", "spin3", "--monitor", IMAGE, "--console")
    try:
        probe = Probe(address, timeout=0.5, tries=2)
        wait_until_up(probe, server)
        require(server.ask("unplug 0") == "ok unplug 0", "the console does not unplug")
        try:
            probe.command(0, 0, 0)
            raise Failure("a board without a cable answers")
        except NoAnswer:
            pass
        require(server.ask("plug 0") == "ok plug 0", "the console does not plug")
        # Once a second SC&MP asks the transceiver, which tells once that the link was down.
        eventually(lambda: probe.read(0, 0, SV + 0x0B, 1) == b"\1", "the link is up again")
        require(server.ask("pull 0").startswith("error"), "the console takes anything")
        probe.close()
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    finally:
        server.stop()
    ok("spin3: silent without its cable, and there again with it")


def check_host_booted(swinn, address, image):
    unittest_setup()
    writer = SpiNNManDataWriter.setup()
    set_config("Machine", "version", "5")
    writer.set_ipaddress(address)
    server = Server(swinn, address, "--board", "spin5", "--unbooted", "--monitor", IMAGE)
    try:
        started = time.monotonic()
        txrx = create_transceiver_from_hostname(address)
        took = check_bring_up(server, time.monotonic() - started)
        ok(f"spin5: booted by SpiNNMan in {took}")
        writer.set_transceiver(txrx)
        probe = Probe(address)
        check_golden(probe, "spin5")
        probe.close()
        check_board.check_machine(txrx, writer)
        check_board.check_memory(txrx)
        txrx.stop_application(check_board.APP_ID)
        check_board.check_allocation(txrx)
        check_board.check_tags(txrx, address)
        check_board.check_application(txrx, image)
        check_idle(server)
        txrx.close()
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    except check_board.Failure as failure:
        raise Failure(str(failure)) from failure
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("--image", required=True, help="an APLX image of ours to load and run")
    parser.add_argument("--address", default="127.20.4", help="the first three numbers of the addresses to serve at")
    arguments = parser.parse_args()
    swinn, image = os.path.abspath(arguments.swinn), os.path.abspath(arguments.image)
    isolate()
    try:
        check_self_booted(swinn, arguments.address + ".3")
        check_blacklist(swinn, arguments.address + ".6")
        check_cable(swinn, arguments.address + ".7")
        check_host_booted(swinn, arguments.address + ".5", image)
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
