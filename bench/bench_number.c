/*
 * The least that a command can do: prints one number. What starting a process costs anyway.
 */
#include <stdio.h>

int main(void)
{
    puts("21");
    return 0;
}
