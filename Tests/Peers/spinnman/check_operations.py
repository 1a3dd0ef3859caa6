"""Has SpiNNMan 7.4.1 do each operation of its transceiver on a served machine; what each did is looked up elsewhere.

Usage: check_operations.py SWINN MACHINE --image APLX, where MACHINE is spin3, spin5 or triad. What an operation
changed is read back by a bare SCP client (`shared/served.py`), what it reads was put there by that client or is
computed here.
"""

import argparse
import io
import os
import random
import shutil
import struct
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import (  # noqa: E402
    Failure, FirstFit, GPIO_LEVELS, Machine, Probe, ROUTER, SV, Server, VCPU, check_bring_up, eventually, isolate, ok,
    pattern, read_heap, require)

from spinn_machine import CoreSubsets, MulticastRoutingEntry, RoutingEntry  # noqa: E402
from spinn_machine.tags import IPTag, ReverseIPTag  # noqa: E402
from spinn_utilities.config_holder import set_config  # noqa: E402
from spinnman.config_setup import unittest_setup  # noqa: E402
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter  # noqa: E402
from spinnman.exceptions import SpinnmanGenericProcessException  # noqa: E402
from spinnman.messages.scp.enums import Signal  # noqa: E402
from spinnman.messages.scp.impl.fill_request import FillRequest  # noqa: E402
from spinnman.messages.scp.impl.router_alloc import RouterAlloc  # noqa: E402
from spinnman.messages.sdp import SDPFlag, SDPHeader, SDPMessage  # noqa: E402
from spinnman.model import DiagnosticFilter, ExecutableTargets  # noqa: E402
from spinnman.model.enums import (  # noqa: E402
    CPUState, DiagnosticFilterDefaultRoutingStatus, DiagnosticFilterDestination, DiagnosticFilterPacketType,
    DiagnosticFilterSource, ExecutableType, UserRegister)
from spinnman.processes import GetHeapProcess, SendSingleCommandProcess  # noqa: E402
from spinnman.transceiver.transceiver_factory import create_transceiver_from_hostname  # noqa: E402

APP_ID = 31


class Judge:
    def __init__(self, machine, address, image, is_official):
        self.is_official = is_official
        self.machine, self.address, self.image = machine, address, image
        self.random = random.Random(20)
        self.probe = Probe(address)
        self.done = set()
        self.txrx = None
        self.writer = None
        # Chips to try things on: the root, one in the middle, the last.
        chips = sorted(machine.chips)
        self.samples = sorted({(0, 0), chips[len(chips) // 2], chips[-1]} | set(machine.ethernets))

    def probe_of(self, chip):
        """A probe at the board of a chip: SC&MP knows no ways between chips of two boards."""
        return self.probes[self.machine.chips[chip]]

    def did(self, *operations):
        self.done.update(operations)

    def boot(self, server):
        started = time.monotonic()
        self.txrx = create_transceiver_from_hostname(self.address, extended=True)
        took = check_bring_up(server, time.monotonic() - started)
        self.did("ensure_board_is_ready")
        self.writer.set_transceiver(self.txrx)
        self.probes = {chip: Probe(address) for chip, address in self.machine.ethernets.items()}
        ok(f"ensure_board_is_ready: booted in {took}")

    def check_discovery(self):
        txrx, machine = self.txrx, self.machine
        txrx.discover_scamp_connections()
        addresses = {c.remote_ip_address for c in txrx.get_connections() if hasattr(c, "chip_x")}
        require(addresses == set(machine.ethernets.values()), f"connections to {addresses}")
        found = txrx.get_machine_details()
        self.writer.set_machine(found)
        require((found.width, found.height) == machine.size, f"the machine is {found.width} x {found.height}")
        require(set(found.chip_coordinates) == set(machine.chips),
                f"chips {set(found.chip_coordinates) ^ set(machine.chips)} too many or too few")
        for chip in found.chips:
            place = (chip.x, chip.y)
            require(chip.n_processors == machine.cores[place], f"{place} has {chip.n_processors} cores")
            require((chip.nearest_ethernet_x, chip.nearest_ethernet_y) == machine.chips[place],
                    f"the board of {place} is that of {chip.nearest_ethernet_x, chip.nearest_ethernet_y}")
            require(chip.ip_address == machine.ethernets.get(place), f"{place} has the address {chip.ip_address}")
            links = {link.source_link_id: (link.destination_x, link.destination_y) for link in chip.router.links}
            expected = {link: machine.neighbour(place, link) for link in range(6)}
            expected = {link: other for link, other in expected.items() if other}
            require(links == expected, f"links of {place} are {links} instead of {expected}")
        ethernets = {(chip.x, chip.y) for chip in found.ethernet_connected_chips}
        require(ethernets == set(machine.ethernets), f"chips with Ethernet are {ethernets}")
        require(txrx.get_scamp_connection_selector() is not None, "no connection selector")
        # SpiNNMan runs the program ping, which some machines lack; a loopback address answers it.
        require(txrx.is_connected(txrx._scamp_connections[0]) == (shutil.which("ping") is not None), "not connected")
        require(txrx.number_of_boards_located == 1, "without a BMP, SpiNNMan counts one board")
        before = len(txrx._scamp_connections)
        txrx.add_scamp_connections(dict(machine.ethernets))
        require(len(txrx._scamp_connections) == before + len(machine.ethernets), "connections added")
        # Each again only once, so that tags are not set twice.
        del txrx._scamp_connections[before:]
        self.did("discover_scamp_connections", "get_connections", "get_machine_details", "is_connected",
                 "get_scamp_connection_selector", "number_of_boards_located", "add_scamp_connections")
        ok(f"discovery: {len(machine.chips)} chips of {len(ethernets)} boards, {found.width} x {found.height}, "
           f"{sum(1 for c in found.chips for _ in c.router.links)} link ends")

    def check_system_variables(self):
        machine = self.machine
        for chip in self.samples:
            probe, (x, y) = self.probe_of(chip), chip
            p2p, dims, debug = struct.unpack("<3H", probe.read(x, y, SV, 6))
            require(p2p == x << 8 | y and dims == machine.size[0] << 8 | machine.size[1], f"sv of {chip}")
            ethernet, = struct.unpack("<H", probe.read(x, y, SV + 8, 2))
            ex, ey = machine.chips[chip]
            require(ethernet == debug == ex << 8 | ey, f"eth_addr of {chip} is {ethernet:#x}")
            root, = struct.unpack("<H", probe.read(x, y, SV + 0x2E, 2))
            place, = struct.unpack("<H", probe.read(x, y, SV + 0xBE, 2))
            px, py = machine.place[chip]
            require(root == 0 and place == px << 8 | py, f"root and board address of {chip}: {root:#x}, {place:#x}")
            address = ".".join(str(octet) for octet in probe.read(x, y, SV + 0xF0, 4))
            require(address == machine.ethernets.get(chip, "0.0.0.0"), f"ip_addr of {chip} is {address}")
        ok("system variables: place, size, board, root and address of each sample")

    def check_memory(self):
        txrx = self.txrx
        for index, chip in enumerate(self.samples):
            (x, y), probe = chip, self.probe_of(chip)
            base = 0x61000000 + 3 * index
            data = pattern(index, 3000)
            _, total = txrx.write_memory(x, y, base, bytearray(data), get_sum=True)
            words = struct.unpack("<750I", data)
            require(total == sum(words) & 0xFFFFFFFF, f"the sum of what was written is {total:#x}")
            require(probe.read(x, y, base, 3000) == data, f"bytes written to {chip}")
            txrx.write_memory(x, y, base + 4096, data, n_bytes=100, offset=17)
            require(probe.read(x, y, base + 4096, 100) == data[17:117], "bytes from an offset")
            txrx.write_memory(x, y, base - base % 4 + 8192, 0x89ABCDEF)
            require(probe.word(x, y, base - base % 4 + 8192) == 0x89ABCDEF, "an integer")
            with tempfile.NamedTemporaryFile() as file:
                file.write(data)
                file.flush()
                txrx.write_memory(x, y, base + 12288, file.name)
                require(probe.read(x, y, base + 12288, 3000) == data, "a file")
                with io.FileIO(file.name) as reader:
                    txrx.write_memory(x, y, base + 16384, reader, n_bytes=999)
                require(probe.read(x, y, base + 16384, 999) == data[:999], "a reader")
            probe.write(x, y, base + 20481, data)
            require(bytes(txrx.read_memory(x, y, base + 20481, 3000)) == data, f"bytes read from {chip}")
            probe.set_word(x, y, 0x61008000, 0x12345678 + index)
            require(txrx.read_word(x, y, 0x61008000) == 0x12345678 + index, "a word read")
        self.did("write_memory", "read_memory", "read_word")
        ok(f"memory: bytes, integers, files and readers on {len(self.samples)} chips")

    def check_neighbours(self):
        for chip in self.samples:
            (x, y), probe = chip, self.probe_of(chip)
            for link in range(6):
                other = self.machine.neighbour(chip, link)
                if other is None:
                    continue
                far = self.probe_of(other)
                data = pattern(link, 512)
                far.write(*other, 0x62000000, data)
                require(bytes(self.txrx.read_neighbour_memory(x, y, link, 0x62000000, 512)) == data,
                        f"memory of {other} read over link {link} of {chip}")
                self.txrx.write_neighbour_memory(x, y, link, 0x62001000, data[::-1])
                require(far.read(*other, 0x62001000, 512) == data[::-1], f"memory of {other} written from {chip}")
        self.did("read_neighbour_memory", "write_neighbour_memory")
        ok("neighbours: memory read and written over each link of the samples")

    def check_flood(self):
        # Blocks of 256 bytes: SC&MP takes whole words.
        data = pattern(99, 4000)
        self.did("write_memory_flood")
        links = [link for link in range(6) if self.machine.neighbour((0, 0), link)]
        if self.is_official and len(links) > 4:
            # SpiNNMan has each word sent seven times by each link, 24 us apart: from a root with five links more than
            # 60 ms a block. Meanwhile SC&MP 4.0.0 queues two events a millisecond and more, of 64 that it has, and
            # then drops its answer (`msg_queue_insert`). Here each word is sent once.
            self.flood_once(0x63000000, data)
            how = "once; SC&MP cannot answer SpiNNMan's way"
        else:
            self.txrx.write_memory_flood(0x63000000, data)
            how = "SpiNNMan's way"
        for chip in self.machine.chips:
            probe = self.probe_of(chip)
            eventually(lambda: probe.read(*chip, 0x63000000, 4000) == data, f"flooded memory of {chip}")
        ok(f"flood: 4,000 bytes on all {len(self.machine.chips)} chips, sent {how}")

    def flood_once(self, address, data):
        """Sends a flood fill without repetitions: start, blocks of 256 bytes, end."""
        number, blocks = 2 * 77, [data[start:start + 256] for start in range(0, len(data), 256)]
        probe = Probe(self.address, timeout=10.0)
        links = 0x3F << 8 | 0x18
        code, _ = probe.command(255, 255, 20, 6 << 24 | number << 16 | len(blocks) << 8, 0xFFFF, 1 << 31 | links)
        require(code == 0x80, f"the start of a flood fill gave {code:#x}")
        for index, block in enumerate(blocks):
            code, _ = probe.command(
                255, 255, 23, links << 16 | number, index << 16 | (len(block) // 4 - 1) << 8, address + 256 * index, block)
            require(code == 0x80, f"block {index} of a flood fill gave {code:#x}")
        code, _ = probe.command(255, 255, 20, 15 << 24 | number, 0, 1 << 31 | links)
        require(code == 0x80, f"the end of a flood fill gave {code:#x}")
        probe.close()

    def check_users(self):
        x, y = self.samples[1]
        probe = self.probe_of((x, y))
        for user in UserRegister:
            self.txrx.write_user(x, y, 4, user, 0x1000 + user)
            require(probe.word(x, y, VCPU + 128 * 4 + 0x70 + 4 * user) == 0x1000 + user, f"user {user}")
            probe.set_word(x, y, VCPU + 128 * 4 + 0x70 + 4 * user, 0x2000 + user)
            require(self.txrx.read_user(x, y, 4, user) == 0x2000 + user, f"user {user}")
        require(self.txrx.get_region_base_address(x, y, 4) == 0x2000, "the table's address")
        values = [(*chip, core, UserRegister.USER_2, 64 * core + chip[0]) for chip in self.samples for core in (1, 9)]
        self.txrx.write_user_many(values)
        for cx, cy, core, _, value in values:
            require(self.probe_of((cx, cy)).word(cx, cy, VCPU + 128 * core + 0x78) == value, "user 2 of many")
        self.did("write_user", "read_user", "get_region_base_address", "write_user_many")
        ok("user registers: written and read, one and many")

    def check_clock(self):
        for chip, drift in zip(self.samples, (0.0, 1.5, -0.25, 0.125, -2.0)):
            self.probe_of(chip).write(*chip, SV + 0x38, struct.pack("<i", int(drift * (1 << 17))))
            require(self.txrx.get_clock_drift(*chip) == drift, f"clock drift of {chip}")
        self.txrx.control_sync(False)
        self.txrx.control_sync(True)
        self.txrx.set_watch_dog(77)
        for chip in self.machine.chips:
            require(self.probe_of(chip).read(*chip, SV + 0x43, 1) == b"\x4d", f"watchdog count of {chip}")
        self.txrx.set_watch_dog(False)
        for chip in self.machine.chips:
            require(self.probe_of(chip).read(*chip, SV + 0x43, 1) == b"\x00", f"watchdog count of {chip}")
        self.did("get_clock_drift", "control_sync", "set_watch_dog")
        ok("clock drift, synchronisation switched off and on, watchdog counts of all chips")

    def check_leds(self):
        for chip in self.samples:
            (x, y), probe = chip, self.probe_of(chip)
            pins, = struct.unpack("<I", probe.read(x, y, SV + 0x30, 4))
            pins = [pins >> 4 * (i + 1) & 15 for i in range(pins & 15)]
            # SC&MP shows a chip's load on LED 0; with a period of 0 it lets it be.
            probe.write(x, y, SV + 0x2B, b"\0")

            def lit():
                # A light is on while its pin is low.
                return [probe.word(x, y, GPIO_LEVELS) >> pin & 1 == 0 for pin in pins]

            for states, expected in (({0: 1}, True), ({0: 0}, False), ({0: 2}, True), ({0: 2}, False)):
                self.txrx.set_leds(x, y, 0, states)
                require(lit()[0] == expected, f"LED 0 of {chip} after {states}: {lit()}")
        self.did("set_leds")
        ok(f"LEDs: on, off and toggled on {len(self.samples)} chips")

    def check_allocation(self):
        txrx, selector = self.txrx, self.txrx.get_scamp_connection_selector()
        chip = self.samples[1]
        (x, y), probe = chip, self.probe_of(chip)
        start = read_heap(probe, x, y)
        require(len(start) == 1 and not start[0][2], f"the heap of {chip} is {start} when nothing is allocated")
        model = FirstFit(start[0][0], start[0][1])
        first = txrx.malloc_sdram(x, y, 1001, APP_ID)
        require(first == model.allocate(1001), f"allocated at {first:#x}")
        many = txrx.malloc_sdram_multi([(x, y, size, APP_ID, tag) for size, tag in ((64, 3), (4096, 4), (7, 0))])
        # Requests of one batch may be overtaken by others, never share memory.
        require(sorted(many)[0] > first and len(set(many)) == 3, f"allocated at {many}")
        taken = [block for block in read_heap(probe, x, y) if block[2]]
        require(len(taken) == 4, f"{len(taken)} blocks taken instead of 4")
        elements = [e for e in txrx.get_heap(x, y)]
        require([(e.block_address, e.next_address, not e.is_free) for e in elements] == read_heap(probe, x, y),
                "get_heap finds other blocks than there are")
        require({e.app_id for e in elements if not e.is_free} == {APP_ID}, "owners of blocks")
        require({e.tag for e in elements if not e.is_free} == {0, 3, 4}, "tags of blocks")
        txrx.free_sdram(x, y, many[1])
        require(len([b for b in read_heap(probe, x, y) if b[2]]) == 3, "a block given back")
        if not self.is_official:
            # SpiNNMan 7.4.1 asks for the block *at* the address that is the application's number: none is there.
            require(txrx.free_sdram_by_app_id(x, y, APP_ID) is None, "free_sdram_by_app_id answers")
            require(len([b for b in read_heap(probe, x, y) if b[2]]) == 3, "free_sdram_by_app_id frees nothing")
        base = SendSingleCommandProcess(selector).execute(RouterAlloc(x, y, APP_ID, 100)).base_address
        following = SendSingleCommandProcess(selector).execute(RouterAlloc(x, y, APP_ID, 20)).base_address
        require((base, following) == (1, 101), f"router entries from {base} and {following}")
        txrx.stop_application(APP_ID)
        eventually(lambda: read_heap(probe, x, y) == start, "the heap is whole again after stop_application")

        def free_entries():
            code, info = probe.command(x, y, 31)
            require(code == 0x80, f"a request for information gave {code:#x}")
            return struct.unpack_from("<I", info)[0] >> 14 & 0x7FF

        eventually(lambda: free_entries() == 1023, "all router entries free")
        self.did("malloc_sdram", "malloc_sdram_multi", "get_heap", "free_sdram", "free_sdram_by_app_id",
                 "stop_application")
        ok("allocation: SDRAM and router entries, first fit, tags, all given back")

    def check_free_by_app_id(self):
        """What SpiNNMan 7.4.1 asks for ends the monitor: SC&MP 4.0.0 takes the application's number for an address.

        It links the "block" in front of that address into its heap, and with that writes over its own IRQ vector at
        0x18 (`sark_xfree`: bytes 23 and 27 on, which the processor rounds down).
        """
        chip = self.samples[1]
        try:
            self.txrx.free_sdram_by_app_id(*chip, APP_ID)
            raise Failure("SC&MP survives a write over its IRQ vector")
        except SpinnmanGenericProcessException:
            pass
        other = self.samples[0]
        require(self.probe_of(other).command(*other, 0)[0] == 0x80, "other chips have ended, too")
        ok("free_sdram_by_app_id: ends the monitor of its chip as it must, and only that")

    def check_routes(self):
        txrx = self.txrx
        for chip in self.samples:
            (x, y), probe = chip, self.probe_of(chip)
            physical = probe.read(x, y, SV + 0xA8, 18)
            routes = [
                MulticastRoutingEntry(
                    0x4000 * i, 0xFFFFC000,
                    RoutingEntry(processor_ids={i % 16 + 1, (i * 5) % 16 + 1}, link_ids={i % 6, (i + 2) % 6}))
                for i in range(1, 61)]
            txrx.load_multicast_routes(x, y, routes, APP_ID)
            found = txrx.get_multicast_routes(x, y, APP_ID)
            require([(r.key, r.mask, r.processor_ids, r.link_ids) for r in found]
                    == [(r.key, r.mask, r.processor_ids, r.link_ids) for r in routes], f"routes of {chip}")
            for index, route in enumerate(routes, start=1):
                word = sum(1 << link for link in route.link_ids)
                word |= sum(1 << 6 + physical[core] for core in route.processor_ids)
                # Routes can be read, keys and masks only be written.
                entry = probe.word(x, y, ROUTER + 0x4000 + 4 * index)
                require(entry == word, f"route {index} in the router of {chip} is {entry:#x}, not {word:#x}")
            txrx.clear_multicast_routes((x, y))
            require(not txrx.get_multicast_routes(x, y, APP_ID), f"routes left on {chip}")
            fixed = RoutingEntry(processor_ids={1, 7}, link_ids={0, 4})
            txrx.load_fixed_route(x, y, fixed, APP_ID)
            back = txrx.read_fixed_route(x, y, APP_ID)
            require((back.processor_ids, back.link_ids) == (fixed.processor_ids, fixed.link_ids), "the fixed route")
            word = 1 << 0 | 1 << 4 | 1 << 6 + physical[1] | 1 << 6 + physical[7]
            register = probe.word(x, y, ROUTER + 0x84) & 0xFFFFFF
            require(register == word, f"the fixed route of {chip} in its router is {register:#x}, not {word:#x}")
        txrx.load_multicast_routes(*self.samples[0], routes[:5], APP_ID)
        txrx.clear_multicast_routes()
        for chip in self.machine.chips:
            require(not txrx.get_multicast_routes(*chip, APP_ID), f"routes left on {chip}")
        txrx.stop_application(APP_ID)
        self.did("load_multicast_routes", "get_multicast_routes", "clear_multicast_routes", "load_fixed_route",
                 "read_fixed_route")
        ok(f"routes: 60 entries and a fixed route on {len(self.samples)} chips; cleared everywhere")

    def check_diagnostics(self):
        txrx = self.txrx
        chip = self.samples[1]
        (x, y), probe = chip, self.probe_of(chip)
        wanted = DiagnosticFilter(
            False, False, [DiagnosticFilterDestination.LINK_3], [DiagnosticFilterSource.LOCAL], [],
            [DiagnosticFilterDefaultRoutingStatus.DEFAULT_ROUTED], [], [DiagnosticFilterPacketType.MULTICAST])
        txrx.set_router_diagnostic_filter(x, y, 13, wanted)
        require(probe.word(x, y, ROUTER + 0x200 + 4 * 13) & 0x1FFFFFFF == wanted.filter_word & 0x1FFFFFFF,
                "filter 13 in the router")
        require(txrx.get_router_diagnostic_filter(x, y, 13).filter_word & 0x1FFFFFFF
                == wanted.filter_word & 0x1FFFFFFF, "filter 13 read back")
        found = txrx.get_router_diagnostics(x, y)
        control = probe.word(x, y, ROUTER)
        require((found.mon, found.wait_1, found.wait_2)
                == (control >> 8 & 31, control >> 16 & 255, control >> 24), "the control register")
        counters = struct.unpack("<16I", probe.read(x, y, ROUTER + 0x300, 64))
        again = txrx.get_router_diagnostics(x, y)
        # Under the official SC&MP these requests themselves are packets that are counted.
        later = struct.unpack("<16I", probe.read(x, y, ROUTER + 0x300, 64)) if self.is_official else counters
        for index in range(16):
            value = again._register_values[index]
            require(counters[index] <= value <= later[index],
                    f"counter {index} is {value}, before {counters[index]}, after {later[index]}")
        txrx.reset_routing()
        for place in self.machine.chips:
            words = struct.unpack("<2I", self.probe_of(place).read(*place, ROUTER + 0x200 + 4 * 14, 8))
            require(words[0] != words[1] and all(words), f"filters 14 and 15 of {place} are {words}")
        txrx.clear_router_diagnostic_counters()
        txrx.clear_router_diagnostic_counters((x, y))
        self.did("set_router_diagnostic_filter", "get_router_diagnostic_filter", "get_router_diagnostics",
                 "reset_routing", "clear_router_diagnostic_counters")
        ok("router diagnostics: filters set and read, registers, routing reset on all chips")

    def check_tags(self):
        txrx = self.txrx
        for index, (chip, address) in enumerate(sorted(self.machine.ethernets.items())):
            probe, (x, y) = self.probe_of(chip), chip
            txrx.set_ip_tag(IPTag(address, 0, 0, 1 + index, "127.0.0.1", 45000 + index, strip_sdp=True))
            txrx.set_ip_tag(IPTag(address, 0, 0, 5, "127.0.0.1", 46000), use_sender=True)
            txrx.set_reverse_ip_tag(ReverseIPTag(address, 6, 12000, x, y, 3, 2))
            code, record = probe.command(x, y, 26, 2 << 16 | 1 + index, 1)
            ip, port, flags = record[:4], *struct.unpack_from("<H2xH", record, 10)
            require((ip, port, flags) == (bytes([127, 0, 0, 1]), 45000 + index, 0x8100), f"tag of {chip}: {record}")
            code, record = probe.command(x, y, 26, 2 << 16 | 5, 1)
            require(struct.unpack_from("<H", record, 14)[0] == 0x8400, f"tag 5 of {chip}: {record}")
            code, record = probe.command(x, y, 26, 2 << 16 | 6, 1)
            require(struct.unpack_from("<HHB", record, 20) == (12000, x << 8 | y, 2 << 5 | 3), f"tag 6 of {chip}")
        # SpiNNMan asks over each connection, and has two to the first board.
        places = {(tag.board_address, tag.tag) for tag in txrx.get_tags() if tag.tag < 8}
        require(len(places) == 3 * len(self.machine.ethernets), f"tags {places}")
        for index, (_, address) in enumerate(sorted(self.machine.ethernets.items())):
            require({(address, 1 + index), (address, 5), (address, 6)} <= places, f"tags of {address}: {places}")
        first = sorted(self.machine.ethernets.values())[0]
        txrx.clear_ip_tag(1, first)
        require((first, 1) not in {(t.board_address, t.tag) for t in txrx.get_tags()}, "tag 1 after clearing")
        for tag in range(8):
            txrx.clear_ip_tag(tag)
        require(not [t for t in txrx.get_tags() if t.tag < 8], "tags left")
        self.did("set_ip_tag", "set_reverse_ip_tag", "clear_ip_tag", "get_tags")
        ok(f"tags: each of {len(self.machine.ethernets)} boards has its own, set, read and cleared")

    def check_sdp(self):
        txrx = self.txrx
        for connection in txrx._scamp_connections:
            header = SDPHeader(
                flags=SDPFlag.REPLY_EXPECTED, destination_port=0, destination_chip_x=connection.chip_x,
                destination_chip_y=connection.chip_y, destination_cpu=0, tag=255)
            txrx.send_sdp_message(SDPMessage(header, struct.pack("<HHIII", 0, 7, 0, 0, 0)), connection)
            answer = connection.receive_sdp_message(timeout=2.0)
            code, sequence, core, physical, y, x = struct.unpack_from("<HHBBBB", answer.data, answer.offset)
            require((code, sequence, core) == (0x80, 7, 0), f"answer {code:#x}, {sequence}, {core}")
        txrx.update_provenance_and_exit(*self.samples[1], 3)
        txrx.send_chip_update_provenance_and_exit(*self.samples[1], 3)
        require(self.probe_of(self.samples[1]).command(*self.samples[1], 0)[0] == 0x80, "the board after exits")
        self.did("send_sdp_message", "update_provenance_and_exit", "send_chip_update_provenance_and_exit")
        ok("SDP: messages sent and answered through each board; exit commands to an idle core do no harm")

    def place_iobuf(self, chip, core, text, block_size):
        """Lays a chain of IOBUF blocks into a chip, as a core would; returns nothing."""
        probe, address = self.probe_of(chip), 0x64000000 + 0x10000 * core
        parts = [text[i:i + block_size] for i in range(0, len(text), block_size)] or [b""]
        probe.write(*chip, VCPU + 128 * core + 0x58, struct.pack("<I", address))
        size = struct.unpack("<I", probe.read(*chip, SV + 0x50, 4))[0]
        for index, part in enumerate(parts):
            following = address + size + 16 if index + 1 < len(parts) else 0
            probe.write(*chip, address, struct.pack("<4I", following, 0, 0, len(part)) + part)
            address = following

    def check_iobuf(self):
        texts = {(self.samples[0], 2): b"a line\nand another\n" * 20, (self.samples[1], 5): bytes(range(32, 127)) * 40}
        subsets = CoreSubsets()
        for (chip, core), text in texts.items():
            self.place_iobuf(chip, core, text, 1500)
            subsets.add_processor(*chip, core)
        found = {((b.x, b.y), b.p): b.iobuf.encode() for b in self.txrx.get_iobuf(subsets)}
        require(found == texts, "IOBUF texts")
        chip, core = self.samples[1], 5
        require(self.txrx.get_iobuf_from_core(*chip, core).iobuf.encode() == texts[chip, core], "IOBUF of one core")
        for (chip, core) in texts:
            self.probe_of(chip).write(*chip, VCPU + 128 * core + 0x58, bytes(4))
        self.did("get_iobuf", "get_iobuf_from_core")
        ok("IOBUF: chains of blocks of two cores")

    def check_cores(self):
        chip = self.samples[1]
        (x, y), probe = chip, self.probe_of(chip)
        everything = self.txrx.get_cpu_infos()
        require(len(everything) == sum(self.machine.cores.values()), f"{len(everything)} cores described")
        states = {}
        for info in (everything.get_cpu_info(*place) for place in everything):
            states[info.state] = states.get(info.state, 0) + 1
        require(states == {CPUState.IDLE: sum(self.machine.cores.values()) - len(self.machine.chips),
                           CPUState.RUNNING: len(self.machine.chips)}, f"states {states}")
        subsets = CoreSubsets()
        for core in (1, 2, 3):
            subsets.add_processor(x, y, core)
        block = VCPU + 128 * 2
        saved = probe.read(x, y, block, 128)
        probe.write(x, y, block, struct.pack("<8I", *range(100, 108)) + struct.pack("<3I", 7, 8, 9))
        probe.write(x, y, block + 0x2C, bytes([5]))
        probe.write(x, y, block + 0x2E, bytes([2, 88]))
        probe.write(x, y, block + 0x48, b"made up\0")
        wrong = self.txrx.get_cpu_infos(subsets, CPUState.RUN_TIME_EXCEPTION)
        require(list(wrong) == [(x, y, 2)], f"cores in RTE: {list(wrong)}")
        info = wrong.get_cpu_info(x, y, 2)
        require(list(info.registers) == list(range(100, 108)) and info.application_id == 88
                and info.application_name == "made up" and info.run_time_error.value == 5
                and (info.processor_state_register, info.stack_pointer, info.link_register) == (7, 8, 9),
                f"the core is described as {info}")
        require(set(self.txrx.get_cpu_infos(subsets, CPUState.RUN_TIME_EXCEPTION, include=False))
                == {(x, y, 1), (x, y, 3)}, "cores not in RTE")
        self.txrx.add_cpu_information_from_core(wrong, x, y, 1, [CPUState.IDLE])
        require(set(wrong) == {(x, y, 1), (x, y, 2)}, "a core added")
        # Counted is by the application that SC&MP itself has started, not by the one in the core's variables. SC&MP 4.0.0
        # does not wrap coordinates when it counts the cores of its board (`cmd_count`).
        board = self.machine.chips[chip]
        counted = 1 if board[0] <= x and board[1] <= y else 0
        require(self.txrx.get_core_state_count(88, CPUState.RUN_TIME_EXCEPTION) == 0, "cores of application 88 in RTE")
        require(self.txrx.get_core_state_count(0, CPUState.RUN_TIME_EXCEPTION) == counted, "cores counted in RTE")
        probe.write(x, y, block, saved)
        self.did("get_cpu_infos", "add_cpu_information_from_core", "get_core_state_count")
        ok(f"cores: {len(everything)} described, states, registers of a core in RTE, counts")

    def cores_to_run(self):
        return [(chip, core) for chip in self.samples for core in (1, 3)]

    def expect_states(self, cores, state, app_id):
        end = time.time() + 20
        while True:
            found = {self.probe_of(c).read(*c, VCPU + 128 * p + 0x2E, 2) for c, p in cores}
            if found == {bytes([state, app_id])}:
                return
            require(time.time() < end, f"cores are in {found} instead of state {state}")
            time.sleep(0.05)

    def check_applications(self):
        txrx, cores = self.txrx, self.cores_to_run()
        subsets = CoreSubsets()
        for chip, core in cores:
            subsets.add_processor(*chip, core)
        with open(self.image, "rb") as file:
            image = file.read()
        # Loaded with the flag to wait.
        txrx.execute_flood(subsets, bytearray(image), APP_ID, wait=True)
        self.expect_states(cores, CPUState.READY.value, APP_ID)
        for chip in {c for c, _ in cores}:
            require(self.probe_of(chip).read(*chip, 0x67800000, len(image)) == image, f"the image on {chip}")
        others = [(chip, core) for chip in self.samples for core in (2, 4)]
        self.expect_states(others, CPUState.IDLE.value, 0)
        txrx.wait_for_cores_to_be_in_state(
            subsets, APP_ID, CPUState.READY, timeout=60, counts_between_full_check=3)
        # Without data the program must stop with an error that tells so; the start signal lets it find out.
        txrx.send_signal(APP_ID, Signal.START)
        self.expect_states(cores, CPUState.RUN_TIME_EXCEPTION.value, APP_ID)
        texts = {b.iobuf for b in txrx.get_iobuf(subsets)}
        txrx.send_signal(APP_ID, Signal.STOP)
        self.expect_states(cores, CPUState.IDLE.value, 0)
        # One chip.
        chip = self.samples[1]
        txrx.execute(*chip, [6, 7], image, APP_ID + 1, wait=True)
        self.expect_states([(chip, 6), (chip, 7)], CPUState.READY.value, APP_ID + 1)
        txrx.stop_application(APP_ID + 1)
        self.expect_states([(chip, 6), (chip, 7)], CPUState.IDLE.value, 0)
        # A set of binaries; the operation itself sends the start signal and then waits no more.
        targets = ExecutableTargets()
        # It counts with COUNT, which leaves out chips whose coordinates wrap.
        targets.add_processor(self.image, 0, 0, 5, ExecutableType.RUNNING)
        targets.add_processor(self.image, 0, 0, 6, ExecutableType.RUNNING)
        txrx.execute_application(targets, APP_ID + 2)
        self.expect_states([((0, 0), 5), ((0, 0), 6)], CPUState.RUN_TIME_EXCEPTION.value, APP_ID + 2)
        txrx.stop_application(APP_ID + 2)
        self.expect_states([((0, 0), 5), ((0, 0), 6)], CPUState.IDLE.value, 0)
        self.did("execute_flood", "wait_for_cores_to_be_in_state", "send_signal", "execute", "execute_application")
        ok(f"applications: flooded to {len(cores)} cores, one chip, targets; signals; IOBUF {sorted(texts)}")

    def check_random(self):
        """200 random mixes of writes, fills, reads and allocations end in the memory of a model in Python."""
        chips = self.random.sample(sorted(self.machine.chips), min(6, len(self.machine.chips)))
        base, size = 0x65000000, 0x8000
        selector = self.txrx.get_scamp_connection_selector()
        memory, heaps, owned = {}, {}, {chip: [] for chip in chips}
        for chip in chips:
            self.txrx.write_memory(*chip, base, bytes(size))
            memory[chip] = bytearray(size)
            blocks = read_heap(self.probe_of(chip), *chip)
            require(len(blocks) == 1, f"the heap of {chip} is {blocks} when nothing is allocated")
            heaps[chip] = FirstFit(blocks[0][0], blocks[0][1])
        operations = 0
        for mix in range(200):
            chip = self.random.choice(chips)
            model = memory[chip]
            for _ in range(self.random.randint(1, 5)):
                operations += 1
                kind = self.random.choice(("write", "write", "fill", "read", "allocate", "free"))
                start = self.random.randrange(size - 1)
                length = min(self.random.choice((1, 2, 3, 4, 7, 64, 255, 256, 257, 1000, 5000)), size - start)
                if kind == "write":
                    data = self.random.randbytes(length)
                    self.txrx.write_memory(*chip, base + start, data)
                    model[start:start + length] = data
                elif kind == "fill":
                    start, count = start // 4 * 4, (length + 3) // 4
                    count = min(count, (size - start) // 4)
                    word = self.random.getrandbits(32)
                    SendSingleCommandProcess(selector).execute(FillRequest(*chip, base + start, word, 4 * count))
                    model[start:start + 4 * count] = struct.pack("<I", word) * count
                elif kind == "read":
                    found = self.txrx.read_memory(*chip, base + start, length)
                    require(bytes(found) == bytes(model[start:start + length]), f"mix {mix}: read of {chip}")
                elif kind == "allocate":
                    room = self.random.randrange(1, 20000)
                    found = self.txrx.malloc_sdram(*chip, room, APP_ID)
                    expected = heaps[chip].allocate(room)
                    require(found == expected, f"mix {mix}: {room} bytes at {found:#x}, not {expected:#x}")
                    owned[chip].append(found)
                elif owned[chip]:
                    address = owned[chip].pop(self.random.randrange(len(owned[chip])))
                    self.txrx.free_sdram(*chip, address)
                    heaps[chip].free(address)
        for chip in chips:
            probe = self.probe_of(chip)
            require(probe.read(*chip, base, size) == bytes(memory[chip]), f"memory of {chip} after the mixes")
            require(read_heap(probe, *chip) == heaps[chip].layout(), f"heap of {chip} after the mixes")
        self.txrx.stop_application(APP_ID)
        ok(f"random mixes: 200 mixes of {operations} operations on {len(chips)} chips end in the model's memory")

    def close(self):
        self.txrx.close()
        self.did("close")


# What is left to the judge of board management (check_bmp.py).
LEFT_TO_BMP = {"read_fpga_register", "write_fpga_register", "read_bmp_version", "set_led", "read_adc_data"}


def public_operations(txrx):
    """The names of all that a transceiver can be asked for."""
    return {
        name for name in dir(type(txrx))
        if not name.startswith("_") and name not in (
            "abstract_methods", "bmp_selector", "scamp_connection_selector", "boot_led_0_value")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("machine", choices=("spin3", "spin5", "triad"))
    parser.add_argument("--image", required=True, help="an APLX image of ours")
    parser.add_argument("--address", help="the first board's address")
    parser.add_argument("--monitor", help="SC&MP's boot image, to run on the emulated monitor cores")
    arguments = parser.parse_args()
    swinn, image = os.path.abspath(arguments.swinn), os.path.abspath(arguments.image)
    address = arguments.address or {"spin3": "127.30.3.1", "spin5": "127.30.5.1", "triad": "127.30.7.1"}[
        arguments.machine]
    options = ["--monitor", os.path.abspath(arguments.monitor)] if arguments.monitor else []
    isolate()
    machine = Machine(arguments.machine, address)
    unittest_setup()
    judge = Judge(machine, address, image, bool(arguments.monitor))
    judge.writer = SpiNNManDataWriter.setup()
    set_config("Machine", "version", machine.version)
    judge.writer.set_ipaddress(address)
    server = None
    try:
        server = Server(swinn, address, "--unbooted", *machine.options, *options)
        ok(server.line)
        judge.boot(server)
        judge.check_discovery()
        judge.check_system_variables()
        judge.check_cores()
        judge.check_allocation()
        judge.check_memory()
        judge.check_neighbours()
        judge.check_flood()
        judge.check_users()
        judge.check_clock()
        judge.check_leds()
        judge.check_routes()
        judge.check_diagnostics()
        judge.check_tags()
        judge.check_sdp()
        judge.check_iobuf()
        judge.check_applications()
        judge.check_random()
        if arguments.monitor:
            judge.check_free_by_app_id()
        missing = public_operations(judge.txrx) - judge.done - LEFT_TO_BMP - {"close"}
        judge.close()
        require(not missing, f"operations that nobody tried: {sorted(missing)}")
        ok(f"all {len(judge.done)} operations of the transceiver tried")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
