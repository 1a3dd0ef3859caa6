#!/bin/sh
# Builds the ARM images of Binaries/ with the Swift toolchain alone: swiftc for the programs, its clang for the
# assembly, its ld.lld and llvm-objcopy for the image. The same sources and toolchain give the same bytes.
#
#   Binaries/build.sh [folder]     images and manifests go to folder/<Image>/, Binaries itself by default
#
# An APLX image is a table of four 16-byte entries, then code and initialised data: copy the code to 0, copy the
# data, clear the rest of the data memory in use, execute at 0 (spinnaker_tools 4.0.0, `mkaplx`).
# KEEP=folder keeps the linked ELF files there, for a disassembler.
set -eu
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/.." && pwd)
out=${1:-$here}
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)\/lib\/swift".*/\1\/bin/p')

chip="-target armv4t-none-none-eabi -Xcc -mcpu=arm968e-s -Xcc -ffreestanding"
language="-swift-version 6 -package-name SwiNN -enable-experimental-feature Embedded \
-enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
-enable-upcoming-feature InternalImportsByDefault -warnings-as-errors"
optimisation="-wmo -parse-as-library -Ounchecked -enforce-exclusivity=unchecked -Xfrontend -function-sections"
swift_flags="$chip $language $optimisation"
clang_flags="--target=arm-none-eabi -mcpu=arm968e-s"
link_flags="--gc-sections --build-id=none --no-dynamic-linker"
# The monitor's loader keeps the last 256 bytes of the instruction memory for itself.
code_limit=32512

# fail MESSAGE
fail() {
    echo "Binaries/build.sh: $1" >&2
    exit 1
}

# compile MODULE: a module shared with the host; later ones see earlier ones.
compile() {
    # Word splitting of the flags is meant.
    # shellcheck disable=SC2086
    (cd "$root" && swiftc $swift_flags -module-name "$1" -I "$work" -emit-module \
        -emit-module-path "$work/$1.swiftmodule" -c "Sources/$1"/*.swift -o "$work/$1.o")
}

# word NUMBER: the number as four bytes, least significant first.
word() {
    n=$1
    for _ in 1 2 3 4; do
        # shellcheck disable=SC2059
        printf "\\$(printf '%03o' $((n % 256)))"
        n=$((n / 256))
    done
}

# symbol ELF NAME: the address of a symbol, in decimal.
symbol() {
    address=$("$tools/llvm-nm" "$1" | sed -n "s/^\([0-9a-f]*\) . $2\$/\1/p")
    [ -n "$address" ] || fail "no symbol $2"
    echo $((0x$address))
}

# hash FILE
hash() {
    if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# image NAME SOURCE-FOLDER...: a program with its sources and those folders of Binaries it shares with others.
image() {
    name=$1
    shift
    sources=
    objects=
    for folder in "$@"; do
        sources="$sources $(cd "$root" && echo "Binaries/$folder"/*.swift)"
    done
    # shellcheck disable=SC2086
    (cd "$root" && swiftc $swift_flags -module-name "${name}Program" -I "$work" -I Binaries/Runtime/CoreShim \
        -c $sources -o "$work/$name.o")
    # A program's own handlers; those of Runtime are there already.
    for file in "$here/$name/Sources"/*.S; do
        [ -e "$file" ] || continue
        object="$work/$name-$(basename "$file" .S).o"
        # shellcheck disable=SC2086
        "$tools/clang" $clang_flags -c "$file" -o "$object"
        objects="$objects $object"
        sources="$sources Binaries/$name/Sources/$(basename "$file")"
    done
    # shellcheck disable=SC2086
    "$tools/ld.lld" $link_flags -T "$here/Runtime/Image.ld" -o "$work/$name.elf" "$work/Start.o" "$work/Support.o" \
        "$work/$name.o" $objects "$work/NeuralModels.o" "$work/RandomNumbers.o" \
        "$work/ChipInterface.o" "$work/FixedPoint.o"
    "$tools/llvm-objcopy" -O binary --only-section=.text "$work/$name.elf" "$work/$name.code"
    "$tools/llvm-objcopy" -O binary --only-section=.data "$work/$name.elf" "$work/$name.data"
    code=$(($(wc -c < "$work/$name.code")))
    data=$(($(wc -c < "$work/$name.data")))
    data_start=$(symbol "$work/$name.elf" data_start)
    clear_start=$(symbol "$work/$name.elf" bss_start)
    clear=$(($(symbol "$work/$name.elf" bss_end) - clear_start))
    [ "$code" -le $code_limit ] || fail "$name: $code bytes of code, $code_limit is the most"

    folder="$out/$name"
    mkdir -p "$folder"
    {
        word 2; word 0; word 64; word "$code"
        word 2; word "$data_start"; word $((48 + code)); word "$data"
        word 3; word "$clear_start"; word "$clear"; word 0
        word 4; word 0; word 0; word 0
        cat "$work/$name.code" "$work/$name.data"
    } > "$folder/$name.aplx"
    manifest "$name" "$sources" > "$folder/MANIFEST.json"
    if [ -n "${KEEP:-}" ]; then
        mkdir -p "$KEEP"
        cp "$work/$name.elf" "$KEEP/"
    fi
    echo "$name: $code bytes of code, $data of data, $clear cleared" >&2
}

# manifest NAME SOURCES: what the image is and what it was made of.
manifest() {
    echo "{"
    echo "  \"image\": \"$1.aplx\","
    echo "  \"sha256\": \"$(hash "$folder/$1.aplx")\","
    echo "  \"licence\": \"Apache-2.0\","
    echo "  \"origin\": \"built by Binaries/build.sh from the sources below\","
    echo "  \"compiler\": \"$(swiftc --version 2> /dev/null | sed -n 's/.*\(Swift version .*\)/\1/p')\","
    echo "  \"swiftFlags\": \"$swift_flags\","
    echo "  \"assemblerFlags\": \"$clang_flags\","
    echo "  \"linkFlags\": \"$link_flags\","
    echo "  \"memory\": {"
    echo "    \"code\": { \"address\": 0, \"bytes\": $code, \"limit\": $code_limit },"
    echo "    \"data\": { \"address\": $data_start, \"bytes\": $data },"
    echo "    \"cleared\": { \"address\": $clear_start, \"bytes\": $clear },"
    echo "    \"arena\": { \"address\": $(symbol "$work/$1.elf" arena_start)," \
        "\"end\": $(symbol "$work/$1.elf" arena_end) }"
    echo "  },"
    echo "  \"symbols\": {"
    separator=
    for symbol in program_main monitor_interrupt handler_packet handler_timer runtime_error; do
        printf '%s    "%s": %s' "$separator" $symbol "$(symbol "$work/$1.elf" $symbol)"
        separator=",
"
    done
    echo
    echo "  },"
    echo "  \"sources\": {"
    separator=
    for file in $shared $2; do
        printf '%s    "%s": "%s"' "$separator" "$file" "$(hash "$root/$file")"
        separator=",
"
    done
    echo
    echo "  }"
    echo "}"
}

shared=$(cd "$root" && echo Binaries/build.sh Binaries/Runtime/Image.ld Binaries/Runtime/*.S \
    Binaries/Runtime/CoreShim/* Sources/FixedPoint/*.swift Sources/ChipInterface/*.swift Sources/RandomNumbers/*.swift \
    Sources/NeuralModels/*.swift)

for file in Start Support; do
    # shellcheck disable=SC2086
    "$tools/clang" $clang_flags -c "$here/Runtime/$file.S" -o "$work/$file.o"
done
compile FixedPoint
compile ChipInterface
compile RandomNumbers
compile NeuralModels
image Hello Runtime Hello/Sources
image SpikeSourceArray Runtime SpikeSourceArray/Sources
image SpikeSourcePoisson Runtime SpikeSourcePoisson/Sources
image IFCurrExp Runtime NeuronCore IFCurrExp/Sources
image Conformance Runtime Conformance/Sources
