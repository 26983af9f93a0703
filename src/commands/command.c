#include "src/commands/command.h"

#include <locale.h>

#define MAILWHY_NAME_AND_VERSION "mailwhy " MAILWHY_VERSION "\n"

const MwCommand *const mw_commands[] = {
    &mw_command_diagnose,
    &mw_command_domain,
    &mw_command_scan,
    &mw_command_spf,
    &mw_command_explain,
    &mw_command_rules,
    NULL,
};

static const MwCommand *find_command(const char *name)
{
    for (size_t i = 1; name != NULL && mw_commands[i] != NULL; i++)
        if (strcmp(mw_commands[i]->name, name) == 0)
            return mw_commands[i];
    return NULL;
}

static void append_command_list(GString *help)
{
    g_string_append(help, "\nCommands (mailwhy COMMAND --help says more):\n");
    for (size_t i = 1; mw_commands[i] != NULL; i++) {
        g_auto(GStrv) lines = g_strsplit(mw_commands[i]->summary, "\n", 2);
        g_string_append_printf(help, "  %-10s %s\n", mw_commands[i]->name, lines[0]);
    }
}

static MwExitStatus show_help(const MwCommand *command, const char *text, const MwConsole *console)
{
    GString *help = g_string_new(text);
    if (command == mw_commands[0])
        append_command_list(help);
    bool written = mw_console_write(console, help);
    g_string_free(help, TRUE);
    return written ? MW_EXIT_OK : MW_EXIT_INTERNAL;
}

MwExitStatus mw_command_line(char **argv, const MwConsole *console)
{
    setlocale(LC_ALL, "");
    const MwCommand *command = find_command(argv[1]);
    char **rest = command != NULL ? argv + 1 : argv;
    if (command == NULL)
        command = mw_commands[0];
    if (argv[1] != NULL && strcmp(argv[1], "--version") == 0) {
        fputs(MAILWHY_NAME_AND_VERSION, console->out);
        return MW_EXIT_OK;
    }

    g_autoptr(GError) error = NULL;
    g_autofree char *help = NULL;
    g_autofree char *called =
        g_strconcat("mailwhy", *command->name != '\0' ? " " : "", command->name, NULL);
    g_set_prgname(called); /* what GOption names in "Usage:" */
    g_autoptr(MwOptions) options =
        mw_options_parse(command->groups, command->usage, command->summary, rest, &help, &error);
    if (options == NULL) {
        mw_console_error(console, NULL, error->message);
        return MW_EXIT_USAGE;
    }
    if (help != NULL)
        return show_help(command, help, console);
    return command->run(options, console);
}
