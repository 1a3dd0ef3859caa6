"""Measures how fast SpiNNMan writes and reads SDRAM of a served board: spinnman_speed.py ADDRESS

Prints the speeds in 10^6 bytes a second.
"""
import os
import sys
import tempfile
import time

from spinn_utilities.config_holder import set_config
from spinnman.config_setup import unittest_setup
from spinnman.data.spinnman_data_writer import SpiNNManDataWriter
from spinnman.transceiver import create_transceiver_from_hostname

LENGTH = 1 << 20
APP_ID = 31


def main():
    address = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        # SpiNNMan leaves its reports in the folder it is run in.
        os.chdir(folder)
        measure(address)


def measure(address):
    unittest_setup()
    writer = SpiNNManDataWriter.setup()
    set_config("Machine", "version", "5")
    writer.set_ipaddress(address)
    board = create_transceiver_from_hostname(address)
    writer.set_transceiver(board)
    board.discover_scamp_connections()
    writer.set_machine(board.get_machine_details())
    base = board.malloc_sdram(0, 0, LENGTH, APP_ID)
    data = bytes(range(251)) * (LENGTH // 251 + 1)
    data = data[:LENGTH]
    started = time.perf_counter()
    board.write_memory(0, 0, base, data)
    written = time.perf_counter()
    back = board.read_memory(0, 0, base, LENGTH)
    ended = time.perf_counter()
    if bytes(back) != data:
        sys.exit("SpiNNMan read other bytes than it wrote")
    board.stop_application(APP_ID)
    board.close()
    print(f"written {LENGTH / (written - started) / 1e6:.3f}, read {LENGTH / (ended - written) / 1e6:.3f}", flush=True)


main()
