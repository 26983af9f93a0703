#!/bin/sh
# Folders include leftwards only: parsers <- rules <- src <- tests.
cd "$1" || exit 2
bad=0

# forbid FOLDER PATTERN: no file of FOLDER may include what PATTERN names.
forbid() {
    if grep -rnE --include='*.c' --include='*.h' "#include \"($2)/" "$1"; then
        echo "layout: $1 must not include $2" >&2
        bad=1
    fi
}

forbid parsers 'rules|src|tests'
forbid rules 'src|tests'
forbid src 'tests'
if grep -rnE --include='*.c' --include='*.h' '#include <(gmime|ares|opendkim|spf2|openssl|libpsl)' parsers rules; then
    echo "layout: protocol libraries belong in src" >&2
    bad=1
fi
if grep -rnE --include='*.c' --include='*.h' '#include "\.\.?/|#include "[^/"]+"' parsers rules src tests; then
    echo "layout: includes are written from the root" >&2
    bad=1
fi
exit $bad
