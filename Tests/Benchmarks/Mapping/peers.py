"""Maps graphs with the official tools PACMAN and rig, to compare SwiNN's mapper with them.

Measures the CPU seconds of each stage from the machine model to compressed tables, the links of every source core's
tree and the sizes of the tables, and follows all keys through all tables. To be run with the Python of the environment
that Tests/Peers/make-environment.sh makes. Writes JSON, and prints tables.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from mapping_graph import GraphError, graph_files, read_graph
from mapping_run import STAGES

HERE = Path(__file__).resolve().parent
# The names that Python has lost since rig was written.
RIG_SHIM = HERE.parent.parent / "Peers" / "rig" / "shim"
PACKAGES = {"pacman": "SpiNNaker_PACMAN", "rig": "rig"}
RIG_PLACERS = ("sequential", "hilbert", "breadth_first", "sa")
RUN_COLUMNS = ("graph", "tool", "placer")


def main() -> None:
    """Runs what the command line asks for."""
    options = _options()
    try:
        files = graph_files(options.graphs)
        if unknown := set(options.only) - set(files):
            raise GraphError(f"{options.graphs} has no {', '.join(sorted(unknown))}; it has {', '.join(files)}")
        # All are read first, so that a malformed one is told at once.
        graphs = {name: read_graph(files[name]) for name in files if not options.only or name in options.only}
    except GraphError as error:
        sys.exit(str(error))
    report = {"format": 1, "versions": {tool: _version(tool, options) for tool in options.tools},
              "repeats": options.repeats, "graphs": []}
    for name, graph in graphs.items():
        runs = []
        report["graphs"].append({"name": name, "cores": graph.cores, "nodes": len(graph.nodes),
                                 "nets": len(graph.nets), "runs": runs})
        for tool in options.tools:
            for placer in options.rig_placers if tool == "rig" else ["application"]:
                print(f"{name}: {tool}, {placer}", file=sys.stderr, flush=True)
                effort = options.rig_effort or (1.0 if graph.cores <= 2_000 else 0.1)
                runs.append({"tool": tool, "placer": placer, **_run(tool, placer, files[name], effort, options)})
                options.output.write_text(json.dumps(report, indent=1) + "\n")
    _print(report)
    if any(run.get("failed") for graph in report["graphs"] for run in graph["runs"]):
        sys.exit("A driver has failed")


def _options() -> argparse.Namespace:
    beside = Path(sys.executable).parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=Path, required=True, metavar="FOLDER",
                        help="the folder of the graphs, each a NAME.json or NAME.json.gz")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="the graphs to map; else all")
    parser.add_argument("--tools", nargs="+", choices=PACKAGES, default=list(PACKAGES))
    parser.add_argument("--repeats", type=_count, default=1, help="runs whose median times are taken")
    parser.add_argument("--patience", type=float, default=60.0, metavar="SECONDS",
                        help="compressors that take longer are not repeated")
    parser.add_argument("--rig-placers", nargs="+", choices=RIG_PLACERS, default=list(RIG_PLACERS[:3]))
    parser.add_argument("--rig-effort", type=float, metavar="E",
                        help="the effort of rig's annealing; else 1, or 0.1 above 2,000 cores, as it takes minutes")
    parser.add_argument("--pacman-python", type=Path, default=beside / "spynnaker" / "bin" / "python",
                        help="the Python that has PACMAN")
    parser.add_argument("--rig-python", type=Path, default=beside / "rig" / "bin" / "python",
                        help="the Python that has rig, and rig_c_sa for fast annealing")
    parser.add_argument("--output", type=Path, required=True, metavar="OUT.json")
    return parser.parse_args()


def _count(text: str) -> int:
    if (count := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be above zero")
    return count


def _python(tool: str, options: argparse.Namespace) -> Path:
    return options.pacman_python if tool == "pacman" else options.rig_python


def _version(tool: str, options: argparse.Namespace) -> str:
    """The installed version of a tool; ends the program where there is none."""
    python = _python(tool, options)
    code = f"from importlib.metadata import version; print(version('{PACKAGES[tool]}'))"
    try:
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    except OSError as error:
        sys.exit(f"{python} cannot be run: {error.strerror}; Tests/Peers/make-environment.sh makes it")
    except subprocess.CalledProcessError:
        sys.exit(f"{python} has no {PACKAGES[tool]}; Tests/Peers/make-environment.sh installs it")
    # The epoch of the version is left out.
    return asked.stdout.strip().rpartition("!")[2]


def _run(tool: str, placer: str, file: Path, effort: float, options: argparse.Namespace) -> dict:
    """The figures of one tool on one graph, with the medians of the repeats' times."""
    extra = ["--placer", placer, "--effort", str(effort)] if tool == "rig" else []
    runs = [_driven(tool, file, extra, options)]
    first = runs[0]
    if "error" in first:
        return first
    slow = [name for name, made in first["compressors"].items()
            if made["seconds"] > options.patience and not made["first_step"]]
    for _ in range(options.repeats - 1):
        runs.append(again := _driven(tool, file, [*extra, "--unchecked", "--skip", *slow], options))
        if "error" in again:
            return again
        if again["digest"] != first["digest"] and (note := "another repeat gave other tables") not in first["notes"]:
            first["notes"].append(note)
    for stage in first["stages"]:
        first["stages"][stage] = median(run["stages"][stage] for run in runs)
    for name, made in first["compressors"].items():
        times = [run["compressors"][name]["seconds"] for run in runs if name in run["compressors"]]
        made |= {"seconds": median(times), "runs": len(times)}
    return first | _summary(first)


def _summary(run: dict) -> dict:
    """The sums of a run's times, and which of the compressors count, those whose tables are right, are best."""
    right = {name: made for name, made in run["compressors"].items()
             if made.get("wrong") == 0 and not made["first_step"]}
    fastest = min(right, key=lambda name: right[name]["seconds"], default=None)
    smallest = min(right, key=lambda name: right[name]["largest"], default=None)
    to_tables = sum(run["stages"].values())
    return {"fastest": fastest, "smallest": smallest, "seconds_to_tables": to_tables,
            "seconds": to_tables + right[fastest]["seconds"] if fastest else None,
            "compressed_largest": right[smallest]["largest"] if smallest else None}


def _driven(tool: str, file: Path, extra: list[str], options: argparse.Namespace) -> dict:
    """What a tool's driver says of one run in a process of its own."""
    # Sets of strings then have the same order every time.
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    if tool == "rig":
        environment["PYTHONPATH"] = str(RIG_SHIM)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "figures.json"
        command = [_python(tool, options).absolute(), HERE / f"map_with_{tool}.py", file.resolve(),
                   "--output", output, *extra]
        # PACMAN leaves its reports in the folder it is run in.
        ended = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        if ended.returncode:
            return {"failed": True, "error": f"the driver failed with exit status {ended.returncode}"}
        return json.loads(output.read_text())


def _print(report: dict) -> None:
    """Prints the stages and the figures of every run, then those of its compressors, then what is to be said of it."""
    print(f"CPU seconds, medians of {report['repeats']}; "
          + ", ".join(f"{tool} {version}" for tool, version in report["versions"].items()))
    stages = [[*RUN_COLUMNS, *STAGES, "to tables", "compression", "sum", "hops", "largest", "compressed", "wrong"]]
    compressors = [[*RUN_COLUMNS, "compressor", "seconds", "largest", "entries", "wrong", ""]]
    notes = []
    for graph in report["graphs"]:
        for run in graph["runs"]:
            names = [graph["name"], run["tool"], run["placer"]]
            if "error" not in run:
                stages.append(names + _stage_cells(run))
                compressors += [names + cells for cells in _compressor_cells(run)]
            notes += [f"{', '.join(names)}: {note}" for note in _notes(run)]
    _print_rows(stages, texts=len(RUN_COLUMNS))
    print()
    _print_rows(compressors, texts=len(RUN_COLUMNS) + 1)
    print(*notes, sep="\n")


def _stage_cells(run: dict) -> list[str]:
    fastest = run["compressors"][run["fastest"]]["seconds"] if run["fastest"] else None
    return [*(_seconds(run["stages"].get(stage)) for stage in STAGES), _seconds(run["seconds_to_tables"]),
            _seconds(fastest), _seconds(run["seconds"]), f"{run['hops']:,}", str(run["uncompressed"]["largest"]),
            str(run["compressed_largest"] or "-"), str(run["uncompressed"]["wrong"])]


def _compressor_cells(run: dict) -> Iterator[list[str]]:
    yield ["(none)", "-", *_size_cells(run["uncompressed"]), ""]
    for name, made in run["compressors"].items():
        marks = [mark for mark in ("fastest", "smallest") if run[mark] == name]
        if made["first_step"]:
            marks.append("a first step only")
        yield [name, _seconds(made["seconds"]), *_size_cells(made), made.get("error", ", ".join(marks))]


def _size_cells(figures: dict) -> list[str]:
    if "error" in figures:
        return ["-"] * 3
    return [str(figures["largest"]), f"{figures['entries']:,}", str(figures["wrong"])]


def _notes(run: dict) -> list[str]:
    if "error" in run:
        return [run["error"]]
    notes = list(run["notes"])
    if wrong := run["uncompressed"]["wrong"]:
        notes.append(f"the keys of {wrong} cores do not reach just the cores they should: its figures do not count")
    notes += [f"{made['wrong']} cores' keys go wrong after the compressor '{name}', which does not count"
              for name, made in run["compressors"].items() if made.get("wrong")]
    return notes


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _print_rows(rows: list[list[str]], texts: int) -> None:
    """Prints rows in columns, the first of them and the last, if it holds texts, to the left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) if column < texts or not rows[0][column] else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
