#!/usr/bin/env bash
# Builds and runs the benchmarks. Usage: run.sh [ARGUMENTS OF swinn-bench]
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=${PEERS:-.build-peers}
swift=${SWIFT:-swift}

for product in swinn-bench swinn arm968-stepper; do
    "$swift" build -c release --product "$product"
done
bin=$("$swift" build -c release --show-bin-path)

# Without the peers the ratios to them are left out, and the table says so.
python=()
if Tests/Peers/make-environment.sh "$peers"; then
    python=(--python "$peers/bin/python")
fi
"$bin/swinn-bench" --swinn "$bin/swinn" --stepper "$bin/arm968-stepper" \
    --scripts Tests/Benchmarks --peers Tests/Peers ${python[@]+"${python[@]}"} "$@"
