#include <openssl/crypto.h>

#include "src/commands/command.h"

int main(int argc, char **argv)
{
    (void)argc;
    /* What a machine's openssl.cnf allows must not change a diagnosis; reading it, and tidying up
     * at the end, only takes time. */
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
    const MwConsole console = {.out = stdout, .err = stderr};
    return mw_command_line(argv, &console);
}
