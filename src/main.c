#include <stdio.h>

int main(void)
{
    fputs("mailwhy: no command is built yet\n", stderr);
    return 2;
}
