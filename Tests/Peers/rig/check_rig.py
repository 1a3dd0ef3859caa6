"""Has rig 2.4.1 do each operation of its MachineController on a served machine, and runs its programs.

Usage: check_rig.py SWINN MACHINE --image APLX, where MACHINE is spin3, spin5 or triad; with `shim` on the path for
rig's sake. What an operation changed is read back by a bare SCP client (`shared/served.py`), what it reads was put
there by that client or is computed here.

rig 2.4.1 is older than SC&MP 4.0.0, which no longer does two things that rig asks for: it counts cores by SIG type 1
(4.0.0 answers OK without a count) and picks chips by regions in a flood fill (4.0.0 loads them all). What is expected
here is what 4.0.0 does.
"""

import argparse
import os
import random
import struct
import subprocess
import sys
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import (  # noqa: E402
    Failure, FirstFit, GPIO_LEVELS, Machine, Probe, ROUTER, SV, Server, VCPU, check_bring_up, eventually, isolate, ok,
    pattern, read_heap, require, wait_until_up)

warnings.simplefilter("ignore")
from rig.links import Links  # noqa: E402
from rig.machine_control import MachineController, consts  # noqa: E402
from rig.machine_control.machine_controller import (  # noqa: E402
    SpiNNakerMemoryError, SpiNNakerRouterError)
from rig.place_and_route.utils import build_machine  # noqa: E402
from rig.routing_table import Routes, RoutingTableEntry  # noqa: E402

APP_ID = 30


class Judge:
    def __init__(self, machine, address, image, monitor):
        self.is_official = monitor is not None
        # rig 2.4.1 brings SC&MP 3.1.0 with it.
        self.boot_options = {"scamp_binary": monitor} if monitor else {}
        self.machine, self.address, self.image = machine, address, image
        self.random = random.Random(30)
        chips = sorted(machine.chips)
        self.samples = sorted({(0, 0), chips[len(chips) // 2], chips[-1]} | set(machine.ethernets))
        self.done = set()
        self.probes = {}
        self.mc = None

    def did(self, *operations):
        self.done.update(operations)

    def probe_of(self, chip):
        return self.probes[self.machine.chips[chip]]

    def boot(self, server):
        # Emulated monitors of many chips take their time; rig's own patience is for boards of silicon.
        patience = {"n_tries": 20, "timeout": 5.0} if self.is_official else {}
        self.mc = MachineController(self.address, **patience)
        started = time.monotonic()
        require(self.mc.boot(**self.boot_options), "the board was booted already")
        took = check_bring_up(server, time.monotonic() - started)
        require(not self.mc.boot(), "a booted board is booted again")
        self.probes = {chip: Probe(address) for chip, address in self.machine.ethernets.items()}
        version = self.mc.get_software_version()
        require(version.position == (0, 0) and version.software_version == (4, 0, 0)
                and version.version_string == "SC&MP/SpiNNaker" and version.buffer_size == 256, f"version {version}")
        require(self.mc.get_software_version(1, 1, 3).version_string == "SARK/SpiNNaker", "version of an idle core")
        self.did("boot", "get_software_version", "scp_data_length", "scp_window_size", "root_chip")
        require(self.mc.scp_data_length == 256 and self.mc.root_chip == (0, 0), "length and root")
        require(self.mc.scp_window_size >= 1, "window")
        ok(f"boot: {version.version_string} {version.software_version} at {version.position}, in {took}")

    def check_discovery(self):
        mc, machine = self.mc, self.machine
        if machine.name != "spin3":
            # rig knows the places of boards of SpiNN-5 machines only.
            found = mc.discover_connections()
            require(set(mc.connections) - {None} == set(machine.ethernets), f"connections {set(mc.connections)}")
            require(found == len(machine.ethernets), f"{found} new connections")
        for chip in self.samples:
            require(mc.get_ip_address(*chip) == machine.ethernets.get(chip), f"address of {chip}")
            require(mc.get_num_working_cores(*chip) == machine.cores[chip], f"cores of {chip}")
            links = {link for link in range(6) if machine.neighbour(chip, link)}
            require(mc.get_working_links(*chip) == {Links(link) for link in links}, f"links of {chip}")
            info = mc.get_chip_info(*chip)
            require(info.local_ethernet_chip == machine.chips[chip], f"board of {chip}")
            require(info.ethernet_up == (chip in machine.ethernets), f"Ethernet of {chip}")
            require(info.ip_address == machine.ethernets.get(chip, "0.0.0.0"), f"address of {chip}")
            require([int(state) for state in info.core_states] == [7] + [15] * (machine.cores[chip] - 1),
                    f"states of {chip}")
            require(info.largest_free_rtr_mc_block == 1023, f"router entries of {chip}")
        system = mc.get_system_info()
        require((system.width, system.height) == machine.size and set(system) == set(machine.chips), "the system")
        require(set(system.links()) == {
            (x, y, Links(link)) for (x, y) in machine.chips for link in range(6) if machine.neighbour((x, y), link)},
            "links of the system")
        require({(x, y) for x, y, _ in [(*c, i) for c, i in system.ethernet_connected_chips()]}
                == set(machine.ethernets), "chips with Ethernet")
        built = build_machine(system)
        require(set(built) == set(machine.chips), "the machine built of it")
        old = mc.get_machine()
        require(set(old) == set(machine.chips), "get_machine")
        for chip in sorted(machine.ethernets):
            table = mc.get_p2p_routing_table(*chip)
            require(len(table) == machine.size[0] * machine.size[1], "size of a P2P table")
            for (x, y), entry in table.items():
                word = self.probe_of(chip).word(*chip, ROUTER + 0x10000 + 4 * ((x << 8 | y) >> 3))
                require(int(entry) == word >> 3 * (y & 7) & 7, f"entry of {x, y} in the table of {chip}")
        root = mc.get_p2p_routing_table(0, 0)
        require({c for c, e in root.items() if e != consts.P2PTableEntry.none} == set(machine.chips),
                "the root does not know all chips")
        self.walk(root)
        self.did("discover_connections", "get_ip_address", "get_num_working_cores", "get_working_links",
                 "get_chip_info", "get_system_info", "get_machine", "get_p2p_routing_table")
        ok(f"discovery: {len(machine.chips)} chips, {len(list(system.links()))} link ends, P2P tables")

    def walk(self, root):
        """Follows the P2P tables from the root to each chip and back."""
        tables = {chip: self.mc.get_p2p_routing_table(*chip) for chip in self.machine.chips}
        require(tables[0, 0] == root, "the root's table changes")
        for chip in self.machine.chips:
            for start, end in (((0, 0), chip), (chip, (0, 0)), (chip, self.machine.chips[chip])):
                at, steps = start, 0
                while at != end:
                    entry = int(tables[at][end])
                    require(entry < 6, f"no way from {start} to {end} at {at}")
                    at = self.machine.neighbour(at, entry)
                    steps += 1
                    require(at is not None and steps <= 48, f"the way from {start} to {end} is lost")
                require(int(tables[at][at]) == 7, f"{at} does not know itself")

    def check_memory(self):
        mc = self.mc
        for index, chip in enumerate(self.samples):
            (x, y), probe, data = chip, self.probe_of(chip), pattern(index, 2500)
            mc.write(0x61000001 + index, data, x, y)
            require(probe.read(x, y, 0x61000001 + index, 2500) == data, f"bytes written to {chip}")
            probe.write(x, y, 0x61001002 + index, data)
            require(mc.read(0x61001002 + index, 2500, x, y) == data, f"bytes read from {chip}")
            mc.fill(0x61002000, 0xDEADBEEF, 64, x, y, 0)
            require(probe.read(x, y, 0x61002000, 64) == b"\xef\xbe\xad\xde" * 16, "a fill of words")
            mc.fill(0x61002101, 0x5A, 7, x, y, 0)
            require(probe.read(x, y, 0x61002101, 7) == b"\x5a" * 7, "a fill of bytes")
            for link in range(6):
                other = self.machine.neighbour(chip, link)
                if other is None:
                    continue
                far = self.probe_of(other)
                mc.write_across_link(0x62000000, data[:400], x, y, Links(link))
                require(far.read(*other, 0x62000000, 400) == data[:400], f"written to {other} over link {link}")
                far.write(*other, 0x62001000, data)
                require(mc.read_across_link(0x62001000, 400, x, y, Links(link)) == data[:400], f"read from {other}")
        self.did("read", "write", "fill", "read_across_link", "write_across_link")
        ok(f"memory: reads, writes and fills on {len(self.samples)} chips and over all their links")

    def check_structures(self):
        x, y = self.samples[1]
        probe = self.probe_of((x, y))
        self.mc.write_struct_field("sv", "random", 0x13579BDF, x, y)
        require(probe.word(x, y, SV + 0x3C) == 0x13579BDF, "sv random written")
        require(self.mc.read_struct_field("sv", "p2p_addr", x, y) == x << 8 | y, "sv p2p_addr")
        require(bytes(self.mc.read_struct_field("sv", "v2p_map", x, y)) == probe.read(x, y, SV + 0xA8, 20), "v2p_map")
        self.mc.write_vcpu_struct_field("user1", 0x2468ACE0, x, y, 6)
        require(probe.word(x, y, VCPU + 128 * 6 + 0x74) == 0x2468ACE0, "user1 written")
        probe.set_word(x, y, VCPU + 128 * 6 + 0x78, 77)
        require(self.mc.read_vcpu_struct_field("user2", x, y, 6) == 77, "user2 read")
        require(self.mc.read_vcpu_struct_field("app_name", x, y, 6) == "sark", "the name of an idle core")
        status = self.mc.get_processor_status(6, x, y)
        require(status.cpu_state is consts.AppState.idle and status.app_name == "sark" and status.app_id == 0
                and status.user_vars == [0, 0x2468ACE0, 77, 0] and status.version == (4, 0, 0)
                and status.phys_cpu == probe.read(x, y, SV + 0xA8, 18)[6], f"status {status}")
        address, text = 0x64000000, b"first block, " * 3
        size = probe.word(x, y, SV + 0x50)
        probe.set_word(x, y, VCPU + 128 * 6 + 0x58, address)
        probe.write(x, y, address, struct.pack("<4I", address + size + 16, 0, 0, len(text)) + text)
        probe.write(x, y, address + size + 16, struct.pack("<4I", 0, 0, 0, 5) + "zwölf".encode()[:5])
        require(self.mc.get_iobuf_bytes(6, x, y) == text + "zwölf".encode()[:5], "bytes of IOBUF")
        probe.write(x, y, address + size + 16, struct.pack("<4I", 0, 0, 0, 6) + "zwölf".encode())
        require(self.mc.get_iobuf(6, x, y) == text.decode() + "zwölf", "text of IOBUF")
        probe.set_word(x, y, VCPU + 128 * 6 + 0x58, 0)
        self.did("read_struct_field", "write_struct_field", "read_vcpu_struct_field", "write_vcpu_struct_field",
                 "get_processor_status", "get_iobuf", "get_iobuf_bytes")
        ok("structures: sv and vcpu fields, processor status, IOBUF")

    def check_tags(self):
        for index, (chip, address) in enumerate(sorted(self.machine.ethernets.items())):
            (x, y), probe = chip, self.probe_of(chip)
            self.mc.iptag_set(3, "127.0.0.1", 41000 + index, x, y)
            tag = self.mc.iptag_get(3, x, y)
            require((tag.addr, tag.port, tag.flags) == ("127.0.0.1", 41000 + index, 0x8000), f"tag {tag}")
            _, record = probe.command(x, y, 26, 2 << 16 | 3, 1)
            require(struct.unpack_from("<H", record, 10)[0] == 41000 + index, "the tag's port")
            self.mc.iptag_clear(3, x, y)
            _, record = probe.command(x, y, 26, 2 << 16 | 3, 1)
            require(struct.unpack_from("<H", record, 14)[0] & 0x8000 == 0, "the tag cleared")
        self.did("iptag_set", "iptag_get", "iptag_clear")
        ok(f"tags: set, read and cleared on {len(self.machine.ethernets)} boards")

    def check_leds(self):
        for chip in self.samples:
            probe = self.probe_of(chip)
            # SC&MP shows a chip's load on LED 0; with a period of 0 it lets it be.
            probe.write(*chip, SV + 0x2B, b"\0")
            for action, level in ((True, 0), (False, 1), (None, 0), (None, 1)):
                self.mc.set_led(0, action, *chip)
                require(probe.word(*chip, GPIO_LEVELS) & 1 == level, f"LED 0 of {chip} after {action}")
        self.did("set_led")
        ok("LEDs: on, off and toggled")

    def check_allocation(self):
        mc, chip = self.mc, self.samples[1]
        (x, y), probe = chip, self.probe_of(chip)
        start = read_heap(probe, x, y)
        model = FirstFit(start[0][0], start[0][1])
        with mc.application(APP_ID):
            first = mc.sdram_alloc(1000, tag=5, x=x, y=y)
            require(first == model.allocate(1000), f"allocated at {first:#x}")
            try:
                mc.sdram_alloc(8, tag=5, x=x, y=y)
                raise Failure("a tag in use is given twice")
            except SpiNNakerMemoryError:
                pass
            probe.write(x, y, first + 1008, b"\xff" * 500)
            second = mc.sdram_alloc(400, x=x, y=y, clear=True)
            require(second == model.allocate(400) and probe.read(x, y, second, 400) == bytes(400), "cleared memory")
            mc.sdram_free(first, x, y)
            model.free(first)
            require(read_heap(probe, x, y) == model.layout(), "the heap after a block was freed")
            file = mc.sdram_alloc_as_filelike(100, x=x, y=y)
            start_of_file = model.allocate(100)
            require(file.address == start_of_file, "memory as a file")
            file.write(b"0123456789")
            part = file[4:8]
            require(part.read() == b"4567", "a slice of a file")
            file.seek(0)
            require(file.read(10) == b"0123456789", "a file read back")
            file.flush()
            require(probe.read(x, y, start_of_file, 10) == b"0123456789", "a file's memory")
            entries = [RoutingTableEntry({Routes.core(i % 16 + 1), Routes(i % 6)}, i << 12, 0xFFFFF000)
                       for i in range(1, 50)]
            mc.load_routing_tables({chip: entries}, APP_ID)
            found = [e for e in mc.get_routing_table_entries(x, y) if e is not None and e[1] == APP_ID]
            require([(e.key, e.mask, e.route) for e, _, _ in found] == [(e.key, e.mask, e.route) for e in entries],
                    "router entries")
            copy = probe.word(x, y, SV + 0xD4)
            for index, entry in enumerate(entries, start=1):
                _, _, route, key, mask = struct.unpack("<HHIII", probe.read(x, y, copy + 16 * index, 16))
                require((key, mask, route & 0xFFFFFF)
                        == (entry.key, entry.mask, sum(1 << r for r in entry.route)), f"entry {index}")
            mc.clear_routing_table_entries(x, y, APP_ID)
            require(not [e for e in mc.get_routing_table_entries(x, y) if e and e[1] == APP_ID], "entries left")
            try:
                mc.load_routing_table_entries(entries * 21, x, y, APP_ID)
                raise Failure("more router entries than there are")
            except SpiNNakerRouterError:
                pass
        eventually(lambda: read_heap(probe, x, y) == start, "memory is given back after the application's end")
        self.did("application", "sdram_alloc", "sdram_free", "sdram_alloc_as_filelike", "load_routing_tables",
                 "load_routing_table_entries", "get_routing_table_entries", "clear_routing_table_entries")
        ok("allocation: SDRAM, tags, files, router entries; all gone with their application")

    def states(self, chip, cores):
        probe = self.probe_of(chip)
        return {probe.read(*chip, VCPU + 128 * core + 0x2E, 2) for core in cores}

    def check_applications(self):
        mc = self.mc
        targets = {chip: {1, 3} for chip in self.samples}
        waiting = bytes([consts.AppState.wait, APP_ID])
        mc.load_application({self.image: targets}, app_id=APP_ID, wait=True)
        for chip in self.machine.chips:
            eventually(lambda: self.states(chip, (1, 3)) == {waiting}, f"cores of {chip} after loading")
            require(self.states(chip, (2, 4)) == {bytes([15, 0])}, f"other cores of {chip}")
        # SC&MP 4.0.0 has no count by SIG: the answer is OK, with nothing in it.
        require(mc.count_cores_in_state("wait", APP_ID) is None, "a count by SIG type 1")
        try:
            mc.wait_for_cores_to_reach_state("wait", 1, APP_ID, timeout=0.5)
            raise Failure("a wait for a count that SC&MP 4.0.0 does not give ends")
        except TypeError:
            pass
        mc.send_signal("start", APP_ID)
        for chip in self.machine.chips:
            eventually(lambda: self.states(chip, (1, 3)) == {bytes([2, APP_ID])},
                       f"programs without data on {chip} stop with an error")
        require("no region table" in mc.get_iobuf(1, *self.samples[0]), "IOBUF of a program without data")
        listing = self.program("rig-ps", self.address, "--state", "runtime_exception")
        rows = [line for line in listing.splitlines() if "runtime_exception" in line]
        require(len(rows) == 2 * len(self.machine.chips), f"rig-ps lists {len(rows)} failed cores")
        mc.send_signal("stop", APP_ID)
        for chip in self.machine.chips:
            eventually(lambda: self.states(chip, (1, 3)) == {bytes([15, 0])}, f"cores of {chip} after the stop signal")
        mc.flood_fill_aplx(self.image, {self.samples[0]: {5}}, app_id=APP_ID + 1, wait=True)
        end = time.time() + 5
        while self.states(self.samples[0], (5,)) != {bytes([5, APP_ID + 1])}:
            require(time.time() < end, f"a core after a flood fill: {self.states(self.samples[0], (5,))}")
        mc.send_signal("stop", APP_ID + 1)
        answer = mc.send_scp(consts.SCPCommands.sver, expected_args=3, x=0, y=0, p=0)
        require(answer.cmd_rc == 0x80 and answer.arg2 == 0xFFFF0100, f"answer {answer}")
        self.did("load_application", "count_cores_in_state", "wait_for_cores_to_reach_state", "send_signal",
                 "flood_fill_aplx", "send_scp")
        ok("applications: flooded (to all chips, as SC&MP 4.0.0 does), signals, states")

    def check_diagnostics(self):
        for chip in self.samples:
            def read():
                return struct.unpack("<16I", self.probe_of(chip).read(*chip, ROUTER + 0x300, 64))

            # Under the official SC&MP these requests themselves are packets that are counted.
            before, found, after = read(), tuple(self.mc.get_router_diagnostics(*chip)), read()
            require(all(a <= b <= c for a, b, c in zip(before, found, after))
                    and (self.is_official or before == after), f"counters of {chip}: {before}, {found}, {after}")
        self.did("get_router_diagnostics")
        ok("router diagnostics: the counters of the samples")

    def check_random(self):
        """200 random mixes of writes, fills, reads and allocations end in the memory of a model in Python."""
        chips = self.random.sample(sorted(self.machine.chips), min(6, len(self.machine.chips)))
        base, size = 0x65000000, 0x8000
        memory, heaps, owned = {}, {}, {chip: [] for chip in chips}
        for chip in chips:
            self.mc.write(base, bytes(size), *chip)
            memory[chip] = bytearray(size)
            blocks = read_heap(self.probe_of(chip), *chip)
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
                    self.mc.write(base + start, data, *chip)
                    model[start:start + length] = data
                elif kind == "fill" and start % 4 == 0 and length % 4 == 0:
                    word = self.random.getrandbits(32)
                    self.mc.fill(base + start, word, length, *chip, 0)
                    model[start:start + length] = struct.pack("<I", word) * (length // 4)
                elif kind == "fill":
                    byte = self.random.getrandbits(8)
                    self.mc.fill(base + start, byte, length, *chip, 0)
                    model[start:start + length] = bytes([byte]) * length
                elif kind == "read":
                    require(self.mc.read(base + start, length, *chip) == bytes(model[start:start + length]),
                            f"mix {mix}: read of {chip}")
                elif kind == "allocate":
                    room = self.random.randrange(1, 20000)
                    found = self.mc.sdram_alloc(room, x=chip[0], y=chip[1], app_id=APP_ID)
                    require(found == heaps[chip].allocate(room), f"mix {mix}: {room} bytes at {found:#x}")
                    owned[chip].append(found)
                elif owned[chip]:
                    address = owned[chip].pop(self.random.randrange(len(owned[chip])))
                    self.mc.sdram_free(address, *chip)
                    heaps[chip].free(address)
        for chip in chips:
            probe = self.probe_of(chip)
            require(probe.read(*chip, base, size) == bytes(memory[chip]), f"memory of {chip} after the mixes")
            require(read_heap(probe, *chip) == heaps[chip].layout(), f"heap of {chip} after the mixes")
        self.mc.send_signal("stop", APP_ID)
        ok(f"random mixes: 200 mixes of {operations} operations on {len(chips)} chips end in the model's memory")

    def program(self, name, *arguments, statuses=(0,)):
        """Runs one of rig's programs; returns what it prints."""
        path = os.path.join(os.path.dirname(sys.executable), name)
        done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL)
        require(done.returncode in statuses, f"{name} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def check_programs(self):
        machine = self.machine
        text = self.program("rig-info", self.address)
        width, height = machine.size
        for line in ("Software: SC&MP v4.0.0", f"Machine dimensions: {width}x{height}",
                     f"Working chips: {len(machine.chips)}", f"scamp-3: {len(machine.chips)} run",
                     f"sark: {sum(machine.cores.values()) - len(machine.chips)} idle"):
            require(line in text, f"rig-info does not say \"{line}\" but: {text}")
        topology = "torus" if machine.name == "triad" else "mesh"
        require(machine.name == "spin3" or f"Network topology: {topology}" in text, f"rig-info: {text}")
        rows = self.program("rig-ps", self.address).splitlines()[2:]
        require(len(rows) == sum(machine.cores.values()), f"rig-ps lists {len(rows)} cores")
        counts = self.program("rig-counters", self.address, "--dropped-multicast", "--command", "true").splitlines()
        require(counts[0] == "time,dropped_multicast" and counts[1].endswith(",0"), f"rig-counters: {counts}")
        counts = self.program(
            "rig-counters", self.address, "--detailed", "--local-p2p", "--command", "true").splitlines()
        require(len(counts) == 1 + len(machine.chips), f"rig-counters --detailed: {len(counts)} lines")
        require(self.program("rig-iobuf", self.address, "0", "0", "9").strip() == "", "rig-iobuf of an idle core")
        ok("programs: rig-info, rig-ps, rig-counters, rig-iobuf")


def public_operations(mc):
    return {name for name in dir(type(mc)) if not name.startswith("_")} - {
        # Of rig's context manager, not of the machine.
        "use_contextual_arguments", "get_context_arguments", "get_new_context", "update_current_context"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    parser.add_argument("machine", choices=("spin3", "spin5", "triad"))
    parser.add_argument("--image", required=True, help="an APLX image of ours")
    parser.add_argument("--address", help="the first board's address")
    parser.add_argument("--monitor", help="SC&MP's boot image, to run on the emulated monitor cores")
    arguments = parser.parse_args()
    swinn, image = os.path.abspath(arguments.swinn), os.path.abspath(arguments.image)
    address = arguments.address or {"spin3": "127.30.13.1", "spin5": "127.30.15.1", "triad": "127.30.17.1"}[
        arguments.machine]
    options = ["--monitor", os.path.abspath(arguments.monitor)] if arguments.monitor else []
    isolate()
    machine = Machine(arguments.machine, address)
    judge = Judge(machine, address, image, options[1] if options else None)
    server = None
    try:
        server = Server(swinn, address, "--unbooted", *machine.options, *options)
        ok(server.line)
        judge.boot(server)
        judge.check_programs()
        judge.check_discovery()
        judge.check_memory()
        judge.check_structures()
        judge.check_tags()
        judge.check_leds()
        judge.check_allocation()
        judge.check_applications()
        judge.check_diagnostics()
        judge.check_random()
        missing = public_operations(judge.mc) - judge.done
        require(not missing, f"operations that nobody tried: {sorted(missing)}")
        ok(f"all {len(judge.done)} operations of the MachineController tried")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
        # A board that rig-boot boots.
        server = Server(swinn, address, "--unbooted", *machine.options, *options)
        # It waits 5 s, then says that the board could not be booted (2); the machine comes up all the same.
        judge.program("rig-boot", address, statuses=(0, 2) if arguments.monitor else (0,))
        probe = Probe(address)
        wait_until_up(probe, server)
        probe.close()
        require("Device Type: SpiNNaker" in judge.program("rig-info", address), "rig-info after rig-boot")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
        ok("programs: rig-boot")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
