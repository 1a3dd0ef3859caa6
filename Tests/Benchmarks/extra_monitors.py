"""What a SpiNN-5 served with --realtime costs while sPyNNaker's extra monitors wait on it: their timers ring every 10 us.

Usage: extra_monitors.py SWINN [INTERVALS [SECONDS]], by the Python that has sPyNNaker. A tiny network is run, so that
sPyNNaker loads what it always loads; then the server's processor time is read while nothing but the monitors does
anything. Prints the median share of a core, and how much board time passed in a second.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time


def processor_time(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def board_time(address):
    """The board's time in seconds, by its window."""
    with socket.create_connection((address, 17893), timeout=30) as window:
        window.sendall(b"pace\n")
        answer = b""
        while data := window.recv(1000):
            answer += data
    return float(answer.split()[1])


def main():
    swinn = sys.argv[1]
    intervals = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 4.0
    board = subprocess.Popen(
        [os.path.abspath(swinn), "board", "serve", "--board", "spin5", "--realtime"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    home = tempfile.mkdtemp(prefix="extra-monitors-")
    try:
        address = re.search(r"127\.\d+\.\d+\.\d+", board.stdout.readline()).group()
        with open(os.path.join(home, ".spynnaker.cfg"), "w") as file:
            file.write(f"[Machine]\nmachineName = {address}\nversion = 5\npost_simulation_overrun_before_error = 400\n")
        os.environ["HOME"] = home
        os.chdir(home)
        import pyNN.spiNNaker as sim
        sim.setup(timestep=1.0)
        sim.Population(1, sim.IF_curr_exp(), label="cell").record("spikes")
        sim.run(20)
        shares, paces = [], []
        for _ in range(intervals):
            start, used, passed = time.monotonic(), processor_time(board.pid), board_time(address)
            time.sleep(seconds)
            wall = time.monotonic() - start
            shares.append((processor_time(board.pid) - used) / wall)
            paces.append((board_time(address) - passed) / wall)
        sim.end()
        print(f"share {statistics.median(shares):.4f} pace {statistics.median(paces):.4f}")
    finally:
        board.terminate()
        shutil.rmtree(home, ignore_errors=True)


main()
