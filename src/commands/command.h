#pragma once

#include "src/console.h"
#include "src/exit_status.h"
#include "src/options.h"

/* A command of the program: which options it takes, and what it does. One file each. */
typedef struct {
    const char *name;    /* "scan"; "" is the diagnosis, which has no name */
    const char *usage;   /* what follows in the usage line */
    const char *summary; /* the first lines of --help */
    MwOptionGroups groups;
    MwExitStatus (*run)(const MwOptions *options, const MwConsole *console);
} MwCommand;

extern const MwCommand mw_command_diagnose;
extern const MwCommand mw_command_domain;
extern const MwCommand mw_command_scan;
extern const MwCommand mw_command_spf;
extern const MwCommand mw_command_explain;
extern const MwCommand mw_command_rules;

/* All commands, the diagnosis first; NULL ends the list. */
extern const MwCommand *const mw_commands[];

/* Runs one command line: argv[0] is the program, argv[1] may name a command. */
MwExitStatus mw_command_line(char **argv, const MwConsole *console);
