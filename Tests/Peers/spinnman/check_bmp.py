"""Has SpiNNMan 7.4.1 manage three served boards through their BMP: power, FPGAs, lights, measurements.

Usage: check_bmp.py SWINN. That a board is on or off, and how boards are linked, is looked up by a bare SCP client.
"""

import argparse
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import Failure, Machine, NoAnswer, Probe, SV, Server, isolate, ok, require  # noqa: E402

from spinn_utilities.config_holder import set_config  # noqa: E402
from spinnman import constants  # noqa: E402
from spinnman.config_setup import unittest_setup  # noqa: E402
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter  # noqa: E402
from spinnman.messages.scp.abstract_messages import BMPOKResponse  # noqa: E402
from spinnman.messages.scp.enums.led_action import LEDAction  # noqa: E402
from spinnman.model import BMPConnectionData  # noqa: E402
from spinnman.transceiver import base_transceiver  # noqa: E402
from spinnman.transceiver.transceiver_factory import create_transceiver_from_hostname  # noqa: E402


# SpiNNMan 7.4.1 cannot take the answer to a write or a power command: the class of that answer lacks a method.
BMPOKResponse._parse_payload = lambda self, data, offset: None
BMPOKResponse.__abstractmethods__ = frozenset()


def is_silent(address):
    try:
        Probe(address, timeout=0.2, tries=2).command(255, 255, 0)
        return False
    except NoAnswer:
        return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    arguments = parser.parse_args()
    swinn = os.path.abspath(arguments.swinn)
    # SpiNNMan takes the address before the board's for the BMP's.
    bmp, address = "127.30.9.0", "127.30.9.1"
    isolate()
    # Waits meant for power supplies.
    base_transceiver.BMP_POST_POWER_ON_SLEEP_TIME = 0.1
    base_transceiver.POWER_CYCLE_WAIT_TIME_IN_SECONDS = 0.1
    machine = Machine("triad", address)
    unittest_setup()
    writer = SpiNNManDataWriter.setup()
    set_config("Machine", "version", "5")
    writer.set_ipaddress(address)
    server = None
    try:
        server = Server(swinn, address, "--unbooted", "--bmp", bmp, *machine.options)
        ok(server.line)
        txrx = create_transceiver_from_hostname(
            address, bmp_connection_data=BMPConnectionData(bmp, [0, 1, 2], None), extended=True)
        ok("ensure_board_is_ready: a transceiver with a BMP boots three boards")
        writer.set_transceiver(txrx)
        require(txrx.number_of_boards_located == 3, f"{txrx.number_of_boards_located} boards located")
        txrx.discover_scamp_connections()
        require(txrx.get_machine_details().n_chips == 144, "chips")
        for board in range(3):
            version = txrx.read_bmp_version(board)
            require((version.name, version.hardware, version.version_number) == ("BC&MP", "Spin5-BMP", (2, 1, 2)),
                    f"BMP version {version}")
            for fpga in range(3):
                require(txrx.read_fpga_register(fpga, 0x40004, board) & 3 == fpga, "an FPGA takes itself for another")
                txrx.write_fpga_register(fpga, 0x40018, 0x10 * board + fpga, board)
        manager = Probe(bmp)
        for board in range(3):
            for fpga in range(3):
                require(txrx.read_fpga_register(fpga, 0x40018, board) == 0x10 * board + fpga, "a register read back")
                code, data = manager.command(0, 0, 17, 0x40018, 4, fpga, core=board)
                require((code, data) == (0x80, struct.pack("<I", 0x10 * board + fpga)), "a register probed")
        ok("read_bmp_version, read_fpga_register, write_fpga_register: three boards of three FPGAs")
        txrx.set_led(7, LEDAction.ON, 0)
        txrx.set_led([0, 1], LEDAction.TOGGLE, 2)
        adc = txrx.read_adc_data(1)
        for name, value in (("voltage_1_2a", 1.2), ("voltage_1_2b", 1.2), ("voltage_1_2c", 1.2), ("voltage_1_8", 1.8),
                            ("voltage_3_3", 3.3), ("voltage_supply", 12.0)):
            require(abs(getattr(adc, name) - value) < 0.01, f"{name} is {getattr(adc, name)}")
        require(15 < adc.temp_top < 60 and adc.temp_ext_0 is None and adc.fan_0 is None, "temperatures and fans")
        ok(f"set_led, read_adc_data: {adc.voltage_supply:.2f} V, {adc.temp_top:.1f} °C")

        txrx._power_off_machine()
        for other in machine.ethernets.values():
            require(is_silent(other), f"{other} answers without power")
        require(txrx.read_bmp_version(0).name == "BC&MP", "the BMP answers while its boards are off")
        ok("power off: all three boards silent")
        txrx.ensure_board_is_ready()
        probe = Probe(address)
        require(struct.unpack("<H", probe.read(0, 0, SV + 2, 2))[0] == 0x0C0C, "a torus of 12 x 12 after power on")
        probe.set_word(0, 0, 0x61000000, 0x12345678)
        ok("power on: ensure_board_is_ready powers and boots them again")
        txrx._power_off_machine()
        txrx._power_on_machine()
        require(all(is_silent(other) for other in machine.ethernets.values()), "boards just powered wait to be booted")
        for fpga in range(3):
            for bank in (0, 0x10000):
                txrx.write_fpga_register(fpga, bank + 0x5C, 1, 0)
        create_transceiver_from_hostname(address).close()
        require(struct.unpack("<H", probe.read(0, 0, SV + 2, 2))[0] == 0x0808, "board 0 alone, its links stopped")
        require(probe.word(0, 0, 0x61000000) == 0, "memory survives a power cycle")
        others = [a for c, a in machine.ethernets.items() if c != (0, 0)]
        require(all(is_silent(other) for other in others), "boards behind stopped links are booted")
        ok("links: stopped by FPGA registers, a board boots alone; memory is lost with power")
        txrx.close()
        # A transceiver that cycles the power and works out the BMP's address by itself.
        txrx = create_transceiver_from_hostname(address, auto_detect_bmp=True, power_cycle=True)
        txrx.close()
        ok("power_cycle with auto_detect_bmp")
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        sys.exit(1)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
