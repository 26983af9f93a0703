#!/bin/sh
# tests/fuzz.sh [SECONDS]: every fuzzer that long from its seeds, under ASan and UBSan; fails on a
# finding, and leaves the input beside the build (build/fuzz/fuzz_NAME.crash-...). Skips, saying so,
# where there is no clang with libFuzzer.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-5}

probe=$(mktemp)
trap 'rm -f "$probe"' EXIT
if ! echo 'int LLVMFuzzerTestOneInput(const char *d, long n); int LLVMFuzzerTestOneInput(const char *d, long n) { return !d && n; }' |
    clang -x c - -fsanitize=fuzzer,address,undefined -o "$probe" 2>/dev/null; then
    echo "fuzz: skipped, no clang with libFuzzer here"
    exit 0
fi
cmake --preset fuzz -DMAILWHY_FUZZ_SECONDS="$seconds"
cmake --build --preset fuzz --target fuzzers
ctest --preset fuzz
echo "fuzz: each fuzzer ran $seconds s, no finding"
