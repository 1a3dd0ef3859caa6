"""Lets the official SpiNNMan judge the emulated board.

Starts `swinn board serve --unbooted`, boots it with SpiNNMan's own monitor image and does with it what the
tools of the field do. Each step prints one line beginning with "ok"; the first failure ends the check with a
non-zero status.

    python check_board.py PATH-OF-SWINN [--image PATH-OF-APLX]
"""

import argparse
import os
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

from spinn_utilities.config_holder import set_config
from spinn_machine import CoreSubsets, MulticastRoutingEntry
from spinn_machine.routing_entry import RoutingEntry
from spinn_machine.tags import IPTag, ReverseIPTag
from spinnman.config_setup import unittest_setup
from spinnman.data import SpiNNManDataView
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter
from spinnman.messages.scp.enums import Signal
from spinnman.messages.scp.impl.sdram_de_alloc import SDRAMDeAlloc
from spinnman.messages.sdp import SDPFlag, SDPHeader, SDPMessage
from spinnman.model.enums import CPUState
from spinnman.processes import GetHeapProcess, SendSingleCommandProcess
from spinnman.transceiver.transceiver_factory import (
    create_transceiver_from_hostname)

# The application number used for all that is allocated here.
APP_ID = 30

# Chips of a standard SpiNN-5 board with one core less than the others (SpiNNMachine's version_5.py).
SEVENTEEN = {(1, 1), (1, 3), (3, 1), (3, 3), (3, 5), (5, 2), (5, 4), (5, 6)}

CHIPS = [(0, 0), (3, 2), (7, 7)]


class Failure(Exception):
    """Something did not come out as it must."""


def require(condition, what):
    if not condition:
        raise Failure(what)


def ok(what):
    print(f"ok {what}", flush=True)


class Server:
    """A running `swinn board serve`, known by the address in the line it prints when it is ready."""

    def __init__(self, swinn, address, *options):
        self._process = subprocess.Popen(
            [swinn, "board", "serve", "--board", "spin5", "--unbooted", "--address", address, *options],
            stdout=subprocess.PIPE, text=True)
        lines = []
        reader = threading.Thread(target=lambda: lines.append(self._process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(timeout=20)
        if not lines or address not in lines[0]:
            self.stop()
            raise Failure(f"swinn board serve did not become ready: {lines}")

    @property
    def pid(self):
        return self._process.pid

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        if self._process.poll() is not None:
            return self._process.returncode
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return None


def pattern(seed, length):
    """Bytes that no constant fill and no shifted copy of themselves would equal."""
    value, out = seed, bytearray()
    while len(out) < length:
        value = (value * 1664525 + 1013904223) & 0xFFFFFFFF
        out += struct.pack("<I", value)
    return bytes(out[:length])


def check_machine(txrx, writer):
    version = txrx._get_scamp_version()
    require(version.name == "SC&MP", f"the board calls itself {version.name}")
    require(version.version_number == (4, 0, 0), f"the version is {version.version_number}")
    require((version.x, version.y) == (0, 0), f"the root is ({version.x}, {version.y})")
    ok(f"version: {version.name} {version.version_string} at ({version.x}, {version.y})")

    txrx.discover_scamp_connections()
    machine = txrx.get_machine_details()
    writer.set_machine(machine)
    require(machine.n_chips == 48, f"{machine.n_chips} chips instead of 48")
    for chip in machine.chips:
        expected = 17 if (chip.x, chip.y) in SEVENTEEN else 18
        require(chip.n_processors == expected,
                f"chip ({chip.x}, {chip.y}) has {chip.n_processors} cores instead of {expected}")
    cores = sum(chip.n_processors for chip in machine.chips)
    links = sum(1 for chip in machine.chips for _ in chip.router.links)
    require(links == 240, f"{links} ends of links instead of 240")
    ok(f"machine: {machine.n_chips} chips, {cores} cores, {links} link ends")
    return machine


def check_memory(txrx, length=1 << 20):
    for index, (x, y) in enumerate(CHIPS):
        address = txrx.malloc_sdram(x, y, length + 8, APP_ID) + 2 * index + 1
        data = pattern(index + 1, length)
        started = time.perf_counter()
        txrx.write_memory(x, y, address, data)
        written = time.perf_counter()
        back = txrx.read_memory(x, y, address, length)
        read = time.perf_counter()
        require(bytes(back) == data, f"chip ({x}, {y}) gives back other bytes than were written at {address:#x}")
        size = length / (1 << 20)
        ok(f"memory: {size:g} MiB at {address:#x} on ({x}, {y}), written at {size / (written - started):.1f} MiB/s, "
           f"read at {size / (read - written):.1f} MiB/s")


def check_allocation(txrx):
    x, y = CHIPS[1]
    selector = txrx.get_scamp_connection_selector()

    def free_bytes():
        return sum(block.size for block in GetHeapProcess(selector).get_heap((x, y)) if block.is_free)

    before = free_bytes()
    addresses = [txrx.malloc_sdram(x, y, size, APP_ID, tag) for size, tag in ((1000, 0), (12345, 7), (64, 9))]
    require(len(set(addresses)) == 3 and all(addresses), f"allocated at {addresses}")
    require(free_bytes() < before, "allocation takes nothing from the heap")
    for address in addresses[1:]:
        SendSingleCommandProcess(selector).execute(SDRAMDeAlloc(x, y, base_address=address))
    txrx.malloc_sdram(x, y, 500, APP_ID, 7)
    response = SendSingleCommandProcess(selector).execute(SDRAMDeAlloc(x, y, app_id=APP_ID))
    require(response.number_of_blocks_freed == 2, f"{response.number_of_blocks_freed} blocks freed instead of 2")
    ok("allocation: SDRAM taken, tags kept apart, freed one by one and by application")

    routes = [
        MulticastRoutingEntry(0x1000 * i, 0xFFFFF000, RoutingEntry(processor_ids=[i % 16 + 1], link_ids=[i % 6]))
        for i in range(1, 41)]
    txrx.load_multicast_routes(x, y, routes, APP_ID)
    found = txrx.get_multicast_routes(x, y, APP_ID)
    require(len(found) == len(routes), f"{len(found)} router entries instead of {len(routes)}")
    for loaded, expected in zip(found, routes):
        require(
            (loaded.key, loaded.mask, set(loaded.processor_ids), set(loaded.link_ids))
            == (expected.key, expected.mask, set(expected.processor_ids), set(expected.link_ids)),
            f"router entry {loaded} instead of {expected}")
    txrx.stop_application(APP_ID)
    found = txrx.get_multicast_routes(x, y, APP_ID)
    require(not found, f"{len(found)} router entries left after the application was stopped")
    require(free_bytes() >= before, "memory is left allocated after the application was stopped")
    ok("router: 40 entries loaded, read back, gone with their application")


def check_tags(txrx, address):
    txrx.set_ip_tag(IPTag(address, 0, 0, 1, "127.0.0.1", 45678, strip_sdp=True))
    txrx.set_reverse_ip_tag(ReverseIPTag(address, 2, 12345, 1, 1, 3, 4))
    tags = {tag.tag: tag for tag in txrx.get_tags() if tag.tag < 8}
    require(set(tags) == {1, 2}, f"tags {sorted(tags)} instead of 1 and 2")
    require(isinstance(tags[1], IPTag) and tags[1].port == 45678 and tags[1].strip_sdp, f"tag 1 is {tags[1]}")
    require(tags[1].ip_address == "127.0.0.1", f"tag 1 goes to {tags[1].ip_address}")
    require(isinstance(tags[2], ReverseIPTag) and tags[2].port == 12345 and tags[2].sdp_port == 4
            and (tags[2].destination_x, tags[2].destination_y, tags[2].destination_p) == (1, 1, 3),
            f"tag 2 is {tags[2]}")
    for tag in (1, 2):
        txrx.clear_ip_tag(tag)
    left = [tag.tag for tag in txrx.get_tags() if tag.tag < 8]
    require(not left, f"tags {left} left after clearing")
    ok("tags: an IP tag and a reverse tag set, read back, cleared")


# What our programs read at their start: Sources/ChipInterface has the layouts.
TABLE_MAGIC = 0x4E4E7753
TABLE_VERSION = 1
PROGRAM_SPIKE_SOURCE_ARRAY = 1
REGION_SYSTEM = 1
REGION_SPIKE_SOURCE_ARRAY = 9
END_OF_LIST = 0xFFFFFFFF
RUN_CONTROL_PORT = 3
RUN_UNTIL = 1
STEPS = 50


def load_source_data(txrx, x, y, core):
    """Gives a core a spike source array of two sources, each with a few spikes, with nobody to hear them."""
    system = struct.pack("<6I", 200_000, 2, 1, 0x10000, 0, 0)
    spikes = struct.pack("<10I", 9, 1, 1, 0, 5, 2, 0, 1, END_OF_LIST, 0)[:36]
    spikes = struct.pack("<I", 8) + spikes[4:]
    regions = [(REGION_SYSTEM, system), (REGION_SPIKE_SOURCE_ARRAY, spikes)]
    table_length = 16 + 16 * len(regions)
    base = txrx.malloc_sdram(x, y, table_length + sum(len(data) for _, data in regions), APP_ID, 200 + core)
    table = struct.pack("<4I", TABLE_MAGIC, TABLE_VERSION, PROGRAM_SPIKE_SOURCE_ARRAY, len(regions))
    body = b""
    for kind, data in regions:
        table += struct.pack("<4I", kind, base + table_length + len(body), len(data) // 4, 0)
        body += data
    txrx.write_memory(x, y, base, table + body)
    txrx.write_memory(x, y, 0xE5007000 + 128 * core + 0x70, struct.pack("<I", base))


def run_until(txrx, x, y, core, step):
    """Tells a core how far to run; returns the result code of its answer."""
    connection = txrx._scamp_connections[0]
    header = SDPHeader(
        flags=SDPFlag.REPLY_EXPECTED, destination_port=RUN_CONTROL_PORT, destination_chip_x=x,
        destination_chip_y=y, destination_cpu=core, tag=255)
    connection.send_sdp_message(SDPMessage(header, struct.pack("<HHIII", RUN_UNTIL, core, step, 0, 0)))
    answer = connection.receive_sdp_message(timeout=2.0)
    return struct.unpack_from("<H", answer.data, answer.offset)[0]


def counts(txrx):
    found = {}
    for state in CPUState:
        if state.value < 0 or state.value > 15:
            continue
        number = txrx.get_core_state_count(APP_ID, state)
        if number:
            found[state.name] = number
    return found


def wait_for(txrx, wanted, number, seconds=20.0):
    """Waits until so many cores are in one of the states; returns the last count."""
    end = time.time() + seconds
    while True:
        found = counts(txrx)
        if sum(found.get(state.name, 0) for state in wanted) == number:
            return found
        if time.time() > end:
            raise Failure(f"no {number} cores in {[state.name for state in wanted]} but {found}")
        time.sleep(0.02)


def print_iobuf(txrx, subsets):
    texts = 0
    for buffer in txrx.get_iobuf(subsets):
        for line in buffer.iobuf.splitlines():
            print(f"   IOBUF ({buffer.x}, {buffer.y}, {buffer.p}): {line}")
            texts += 1
    return texts


def check_application(txrx, image):
    subsets = CoreSubsets()
    places = [(0, 0, 1), (0, 0, 2), (3, 2, 1)]
    for x, y, core in places:
        subsets.add_processor(x, y, core)
        load_source_data(txrx, x, y, core)
    txrx.execute_flood(subsets, image, APP_ID, wait=True)
    wait_for(txrx, [CPUState.READY], len(places))
    ok(f"application: loaded on {len(places)} cores of two chips, all wait for the start signal")

    txrx.send_signal(APP_ID, Signal.START)
    found = wait_for(
        txrx, [CPUState.PAUSED, CPUState.RUNNING, CPUState.SYNC0, CPUState.FINISHED, CPUState.RUN_TIME_EXCEPTION],
        len(places))
    ok(f"application: started, states {found}")

    if found.get(CPUState.PAUSED.name) == len(places):
        for x, y, core in places:
            code = run_until(txrx, x, y, core, STEPS)
            require(code == 0x80, f"core ({x}, {y}, {core}) answers {code:#x} to its run command")
        wait_for(txrx, [CPUState.SYNC0], len(places))
        ok("application: told how far to run, all wait for SYNC0")
        txrx.send_signal(APP_ID, Signal.SYNC0)
        wait_for(txrx, [CPUState.PAUSED, CPUState.FINISHED], len(places))
        ok(f"application: {STEPS} steps run after SYNC0, states {counts(txrx)}")
        require(not counts(txrx).get(CPUState.RUN_TIME_EXCEPTION.name), "a core stopped with an error")
    elif found.get(CPUState.SYNC0.name):
        txrx.send_signal(APP_ID, Signal.SYNC0)
        wait_for(txrx, [CPUState.PAUSED, CPUState.FINISHED], len(places))
        ok(f"application: released by SYNC0, states {counts(txrx)}")
    ok(f"IOBUF: {print_iobuf(txrx, subsets)} lines")

    txrx.stop_application(APP_ID)
    require(not counts(txrx), f"after the stop signal there still are {counts(txrx)}")
    idle = txrx.get_cpu_infos(subsets, CPUState.IDLE)
    require(len(idle) == len(places), "the stopped cores are not idle")
    ok("application: stopped, its cores are idle again")


def check_cost(server, limit=0.05):
    time.sleep(0.2)
    before = server.cpu_seconds()
    time.sleep(1.0)
    used = server.cpu_seconds() - before
    require(used <= limit, f"an idle board used {used:.2f} s of processor time in a second")
    ok(f"idle: {used:.2f} s of processor time in a second")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("--image", help="an APLX image of ours to load and run; without it that step is left out")
    # SpiNNMan takes 127.0.0.1 for its own simulated board.
    parser.add_argument("--address", default="127.77.0.5", help="address to serve the board on")
    arguments = parser.parse_args()
    arguments.swinn = os.path.abspath(arguments.swinn)
    arguments.image = arguments.image and os.path.abspath(arguments.image)

    # SpiNNMan leaves its reports in the folder it is run in.
    os.chdir(tempfile.mkdtemp())
    unittest_setup()
    writer = SpiNNManDataWriter.setup()
    set_config("Machine", "version", "5")
    writer.set_ipaddress(arguments.address)

    server = Server(arguments.swinn, arguments.address)
    try:
        ok(f"serving an unbooted board at {arguments.address}")
        started = time.time()
        txrx = create_transceiver_from_hostname(arguments.address)
        ok(f"booted with SpiNNMan's own image in {time.time() - started:.1f} s")
        writer.set_transceiver(txrx)
        check_machine(txrx, writer)
        check_memory(txrx)
        txrx.stop_application(APP_ID)
        check_allocation(txrx)
        check_tags(txrx, arguments.address)
        if arguments.image:
            check_application(txrx, arguments.image)
        check_cost(server)
        txrx.close()
        status = server.stop()
        require(status == 0, f"swinn board serve ended with status {status}")
        ok("served board ended at SIGTERM")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
    finally:
        if status_of(server) is None:
            server.stop()


def status_of(server):
    return server._process.poll()


if __name__ == "__main__":
    main()
