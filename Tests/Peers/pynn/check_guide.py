"""Lets PyNN with NEST judge the scripts of Docs/Guides/ComingFromPyNN.md. Usage: check_guide.py SWINN

Each Python script and its twin in Swift are run, on the host, and must print the same words and the same numbers to within
0.001: ms, mV, nA. Scripts with a seed are run with eight; numbers that then differ must have the same mean (Welch's t-test,
p > 0.001).
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import stats

SCRIPTS = Path(__file__).resolve().parents[3] / "Examples" / "ComingFromPyNN"
SEEDS = range(1, 9)
BOUND = 1e-3
LEAST = 1e-3
NUMBER = re.compile(r"(?<![A-Za-z0-9_])-?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def printed(command, script, seed, lines=None):
    """The words and numbers of a script's last lines, run in a folder of its own with another seed."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / script.name
        file.write_text(re.sub(r"(seed(?:=|: ))1\b", rf"\g<1>{seed}", script.read_text()))
        environment = {**os.environ, "SWINN_TARGET": "host"}
        result = subprocess.run([*command, str(file)], cwd=folder, env=environment, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"FAILED {script.name} ended with {result.returncode}: {result.stderr}")
    text = result.stdout.strip().split("\n")
    text = "\n".join(text[-lines if lines else 0:])
    numbers = [float(number) for number in NUMBER.findall(text)]
    return text.count("\n") + 1, NUMBER.sub("#", text), np.array(numbers)


def check(script, swinn):
    """What is found in a pair, and whether the two agree."""
    twin = script.with_suffix(".swift")
    seeds = SEEDS if re.search(r"seed=1\b", script.read_text()) else [1]
    ours = [printed([swinn, "run"], twin, seed) for seed in seeds]
    theirs = [printed([sys.executable, "-W", "ignore"], script, seed, lines=ours[0][0]) for seed in seeds]
    words = {text for _, text, _ in ours + theirs}
    if len(words) != 1:
        return False, "the words differ:\n" + "\n".join(sorted(words))
    mine, other = (np.array([numbers for _, _, numbers in side]) for side in (ours, theirs))
    fixed = [n for n in range(mine.shape[1]) if np.ptp(mine[:, n]) <= BOUND and np.ptp(other[:, n]) <= BOUND]
    apart = max((abs(mine[0, n] - other[0, n]) for n in fixed), default=0.0)
    holds, found = apart <= BOUND, [f"{len(fixed)} numbers at most {apart:.6f} apart"]
    for n in sorted(set(range(mine.shape[1])) - set(fixed)):
        probability = stats.ttest_ind(mine[:, n], other[:, n], equal_var=False).pvalue
        holds = holds and probability > LEAST
        found.append(f"mean {mine[:, n].mean():.4f} and PyNN's {other[:, n].mean():.4f}, p={probability:.3f}")
    return holds, "; ".join(found)


def main():
    swinn = str(Path(sys.argv[1]).resolve())
    scripts = sorted(SCRIPTS.glob("*.py"))
    failed = []
    for script in scripts:
        holds, found = check(script, swinn)
        print("ok" if holds else "DIFFERENT", f"{script.stem}: {found}", flush=True)
        if not holds:
            failed.append(script.stem)
    if failed or len(scripts) < 10:
        sys.exit(f"{len(failed)} of {len(scripts)} pairs differ")


if __name__ == "__main__":
    main()
