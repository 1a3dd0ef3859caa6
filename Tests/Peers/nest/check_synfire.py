"""Compares the spikes of the Synfire example, as Neo reads them, with NEST's: check_synfire.py FILE.nix"""
import sys

import neo

from make_fixtures import run, synfire


def main():
    network = synfire()
    expected = run(network)["spikes"]["ring"]
    with neo.io.NixIO(sys.argv[1], mode="ro") as file:
        segment = file.read_all_blocks()[0].segments[0]
    found = [[] for _ in expected]
    for train in segment.spiketrains:
        found[train.annotations["source_index"]] = [round(float(t), 6) for t in train.rescale("ms").magnitude]
    different = [index for index, times in enumerate(expected) if times != found[index]]
    for index in different[:10]:
        print(f"DIFFERENT: cell {index}: NEST {expected[index]}, ours {found[index]}")
    if different:
        sys.exit(f"{len(different)} of {len(expected)} trains differ")
    print(f"ok {sum(map(len, found))} spikes of {len(found)} cells at the times at which NEST has them")


if __name__ == "__main__":
    main()
