"""Runs PyNN scripts by sPyNNaker on a served board: python run.py SWINN [SCRIPT...]

Each script has a fresh board, a folder of its own with a configuration that names the board (all else is sPyNNaker's
default but what the script's own .cfg adds), and a deadline. A script judges its own results and ends with 0 when they
are right.

sPyNNaker gives a run 5 s more than it should last. The board is faster than that, but a machine busy with other work may
not be: a script that sPyNNaker has ended while its cores were still running is run again with a longer wait, and its
line says so.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATION = """[Machine]
machineName = {address}
version = 5
"""
WAIT = "post_simulation_overrun_before_error = 400\n"
LATE = "SpiNNManCoresNotInStateException: waiting for"


def serve(swinn, address, *options):
    """Starts a board; returns it once it listens."""
    command = [swinn, "board", "serve", "--board", "spin5", *options]
    if address:
        command += ["--address", address]
    board = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = board.stdout.readline()
    found = re.search(r"127\.\d+\.\d+\.\d+", line)
    if not found:
        board.kill()
        raise RuntimeError(f"the board did not start: {line!r}")
    return board, found.group()


def end(board):
    """Ends a board."""
    board.terminate()
    try:
        board.wait(10)
    except subprocess.TimeoutExpired:
        board.kill()


def run(script, swinn, address, deadline, keep, monitor, wait=""):
    """Runs one script; returns its exit status, or None past the deadline, and what it printed."""
    board, address = serve(swinn, address, *(["--monitor", monitor] if monitor else []))
    try:
        home = pathlib.Path(tempfile.mkdtemp(prefix="spynnaker-"))
        more = script.with_suffix(".cfg")
        configuration = CONFIGURATION.format(address=address) + wait
        (home / ".spynnaker.cfg").write_text(configuration + (more.read_text() if more.exists() else ""))
        environment = dict(os.environ, PYTHONPATH=str(HERE / "models"), HOME=str(home))
        try:
            done = subprocess.run(
                [sys.executable, str(script)],
                cwd=home,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=deadline,
            )
            return done.returncode, done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as late:
            return None, (late.stdout or b"").decode(errors="replace")
        finally:
            if keep:
                print(f"kept {home}")
            else:
                shutil.rmtree(home, ignore_errors=True)
    finally:
        end(board)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("swinn")
    parser.add_argument("scripts", nargs="*", help="names of scripts; all without any")
    parser.add_argument("--address", help="the loopback address for the board")
    parser.add_argument("--monitor", help="SC&MP's boot image, to run on the emulated monitor cores")
    parser.add_argument("--deadline", type=float, default=600, help="seconds for each script")
    parser.add_argument("--keep", action="store_true", help="keep the scripts' folders")
    parser.add_argument("--verbose", action="store_true", help="print what the scripts print")
    arguments = parser.parse_args()
    names = arguments.scripts or sorted(path.stem for path in (HERE / "scripts").glob("*.py"))
    failed = []
    for name in names:
        start = time.monotonic()
        script = HERE / "scripts" / f"{name}.py"
        try:
            options = arguments.swinn, arguments.address, arguments.deadline, arguments.keep, arguments.monitor
            status, output = run(script, *options)
            if status not in (0, None) and LATE in output:
                print(f"{name}: the board was late on this machine; once more with a longer wait", flush=True)
                status, output = run(script, *options, WAIT)
        except (OSError, RuntimeError) as error:
            status, output = 1, str(error)
        took = time.monotonic() - start
        lines = output.strip().splitlines() or [""]
        if status == 0:
            figures = [line[2:] for line in lines if line.startswith("= ")] or [""]
            print(f"ok {name}: {figures[-1]} ({took:.0f} s)", flush=True)
        else:
            failed.append(name)
            what = "past its deadline" if status is None else f"status {status}"
            print(f"FAILED {name}: {what} ({took:.0f} s)", flush=True)
        if arguments.verbose or status != 0:
            print("\n".join("    " + line for line in lines[-60:]), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
