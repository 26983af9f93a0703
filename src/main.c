#include "src/commands/command.h"

int main(int argc, char **argv)
{
    (void)argc;
    const MwConsole console = {.out = stdout, .err = stderr};
    return mw_command_line(argv, &console);
}
