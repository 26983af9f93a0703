#!/bin/sh
# The layout of the code is clang-format's business: nothing may differ from it.
cd "$1" || exit 2
if ! command -v clang-format >/dev/null; then
    echo "format: clang-format is not installed, nothing was checked"
    exit 77
fi
find parsers rules src tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
