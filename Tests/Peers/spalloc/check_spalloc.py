"""Has spalloc_server 7.0.0 give out three served boards, and uses what it gives out.

Usage: check_spalloc.py SWINN; with rig's `shim` on the path. The server switches boards on and off and opens and closes
links between them through the served BMP; rig 2.4.1 boots and uses them at the addresses that the server names.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared"))
from served import Failure, Machine, NoAnswer, Probe, Server, isolate, ok, pattern, require  # noqa: E402

warnings.simplefilter("ignore")
from rig.machine_control import MachineController  # noqa: E402

READY = 3


class Client:
    """A connection to spalloc's server: a line of JSON each way."""

    def __init__(self, port):
        end = time.time() + 20
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                require(time.time() < end, "spalloc-server does not listen")
                time.sleep(0.1)
        self._lines = self._socket.makefile("r")

    def call(self, command, *arguments, **named):
        request = {"command": command, "args": arguments, "kwargs": named}
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        while True:
            answer = json.loads(self._lines.readline())
            if "return" in answer:
                return answer["return"]
            require("exception" not in answer, f"{command}: {answer}")

    def wait_ready(self, job):
        end = time.time() + 60
        while True:
            state = self.call("get_job_state", job)
            if state["state"] == READY:
                return self.call("get_job_machine_info", job)
            require(state["state"] in (1, 2) and time.time() < end, f"job {job} does not get ready: {state}")
            time.sleep(0.1)


def is_silent(address):
    try:
        Probe(address, timeout=0.2, tries=2).command(255, 255, 0)
        return False
    except NoAnswer:
        return True


def wait_until_off(manager, board):
    """Waits until a board's 1.2 V rails are off, as the BMP measures them."""
    end = time.time() + 20
    while True:
        _, data = manager.command(0, 0, 48, 3, core=board)
        if data[2:4] == b"\0\0":
            return
        require(time.time() < end, f"board {board} is not switched off")
        time.sleep(0.1)


def use(info, chips):
    """Boots what a job was given, and writes and reads on every chip."""
    root = dict((tuple(chip), host) for chip, host in info["connections"])[0, 0]
    mc = MachineController(root)
    require(mc.boot(), f"the boards of {root} run already")
    system = mc.get_system_info()
    require(len(system) == chips, f"{len(system)} chips instead of {chips}")
    require((system.width, system.height) == (info["width"], info["height"]),
            f"{system.width} x {system.height} chips where the server says {info['width']} x {info['height']}")
    ethernets = {
        tuple(chip): system[tuple(chip)].ip_address for chip, _ in info["connections"]}
    require(ethernets == {tuple(chip): host for chip, host in info["connections"]}, f"addresses {ethernets}")
    for index, (x, y) in enumerate(sorted(system)):
        mc.write(0x61000000, pattern(index, 100), x, y)
    for index, (x, y) in enumerate(sorted(system)):
        require(mc.read(0x61000000, 100, x, y) == pattern(index, 100), f"memory of {x, y}")
    return root


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("swinn", help="path of the swinn program")
    swinn = os.path.abspath(parser.parse_args().swinn)
    bmp, address, port = "127.30.29.0", "127.30.29.1", 22344
    folder = isolate()
    machine = Machine("triad", address)
    boards = [address.rsplit(".", 1)[0] + f".{1 + index}" for index in range(3)]
    with open("configuration.py", "w", encoding="ascii") as file:
        file.write(f"""configuration = Configuration(port={port}, machines=[Machine(
            "triad", board_locations={{(0, 0, z): (0, 0, z) for z in range(3)}},
            bmp_ips={{(0, 0): "{bmp}"}},
            spinnaker_ips={{(0, 0, z): "{boards[0].rsplit('.', 1)[0]}." + str(1 + z) for z in range(3)}})])
""")
    server, spalloc = None, None
    try:
        server = Server(swinn, address, "--unbooted", "--bmp", bmp, *machine.options)
        ok(server.line)
        path = os.path.join(os.path.dirname(sys.executable), "spalloc-server")
        with open("spalloc.log", "w", encoding="utf-8") as log:
            # What a shell runs in the background ignores the interrupt that ends spalloc_server, and so would this.
            spalloc = subprocess.Popen(
                [path, "--cold-start", "--port", str(port), "configuration.py"], stdout=log, stderr=log,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        client = Client(port)
        manager = Probe(bmp)

        job = client.call("create_job", 1, 1, owner="judge", require_torus=True)
        info = client.wait_ready(job)
        require((info["width"], info["height"], len(info["connections"])) == (12, 12, 3), f"the job has {info}")
        use(info, 144)
        ok("a job of a triad: powered on, a torus of 12 x 12, booted and used")
        client.call("power_off_job_boards", job)
        for board in range(3):
            wait_until_off(manager, board)
        require(all(is_silent(board) for board in boards), "boards answer without power")
        client.call("power_on_job_boards", job)
        use(client.wait_ready(job), 144)
        ok("the job's boards off and on again, booted anew")
        client.call("destroy_job", job, reason="done")
        for board in range(3):
            wait_until_off(manager, board)
        require(all(is_silent(board) for board in boards), "boards answer after their job's end")
        ok("the job destroyed: its boards are off")

        jobs = [client.call("create_job", owner="judge") for _ in range(3)]
        roots = set()
        for job in jobs:
            info = client.wait_ready(job)
            require((info["width"], info["height"]) == (8, 8), f"a job of one board has {info}")
            roots.add(use(info, 48))
        require(roots == set(boards), f"three jobs share boards: {roots}")
        require(not any(is_silent(board) for board in boards), "a board stopped when another was booted")
        ok("three jobs of a board each, side by side: links closed, each boots alone as (0, 0)")
        client.call("destroy_job", jobs[1], reason="done")
        info = None
        end = time.time() + 20
        while sum(is_silent(board) for board in boards) != 1:
            require(time.time() < end, "one job's end does not switch off one board")
        ok("one of them destroyed: the others run on")
        for job in (jobs[0], jobs[2]):
            client.call("destroy_job", job, reason="done")
        for board in range(3):
            wait_until_off(manager, board)
        spalloc.send_signal(signal.SIGINT)
        spalloc.wait(timeout=20)
        require(server.stop() == 0, "swinn board serve did not end cleanly")
    except Failure as failure:
        print(f"FAILED: {failure}", flush=True)
        with open(os.path.join(folder, "spalloc.log"), encoding="utf-8") as log:
            print("".join(log.readlines()[-30:]))
        sys.exit(1)
    finally:
        if spalloc and spalloc.poll() is None:
            spalloc.kill()
        if server:
            server.stop()


if __name__ == "__main__":
    main()
