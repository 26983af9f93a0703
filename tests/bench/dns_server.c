/* A name server on the loopback that answers from a master file after a delay, for measuring how
 * look-ups overlap: see README.md. Runs until standard input ends. */

#include <stdio.h>
#include <unistd.h>

#include "tests/dns/responder.h"

int main(int argc, char **argv)
{
    gint delay = 0, port = 0;
    const GOptionEntry entries[] = {
        {"delay", 0, 0, G_OPTION_ARG_INT, &delay, "before each answer (0)", "MS"},
        {"port", 0, 0, G_OPTION_ARG_INT, &port, "default: one that is free", "N"},
        {0}};
    g_autoptr(GOptionContext) context = g_option_context_new("ZONE - answer from a master file");
    g_option_context_add_main_entries(context, entries, NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *zone = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 ||
        !g_file_get_contents(argv[1], &zone, NULL, &error)) {
        fprintf(stderr, "dns_server: %s\n", error != NULL ? error->message : "wants one ZONE");
        return 2;
    }
    const MwTestResponderOptions options = {
        .zone = zone, .port = (unsigned)port, .delay_ms = (unsigned)delay};
    g_autoptr(MwTestResponder) responder = mw_test_responder_new(&options);
    printf("%s\n", mw_test_responder_name(responder));
    fflush(stdout);
    char octet;
    while (read(STDIN_FILENO, &octet, 1) > 0)
        continue;
    fprintf(stderr, "%u questions by UDP, %u by TCP\n", mw_test_responder_udp(responder),
            mw_test_responder_tcp(responder));
    return 0;
}
