/*
 * Counts what programs and cases have reached, so that a test can say what was never tried.
 */
#include <stdio.h>
#include <string.h>

#include "reference.h"

static long counts[REACHED_COUNT];
static long nodes[AST_KIND_COUNT];

void reach(int what)
{
    counts[what]++;
}

void reach_nodes(const qn_node *n)
{
    if (n == NULL) {
        return;
    }
    nodes[n->kind]++;
    for (uint32_t i = 0; i < n->count; i++) {
        reach_nodes(n->kid[i]);
    }
}

void reached_print(void)
{
    static const char *const names[] = {
#define REACHED(name, what) what,
#include "reached.def"
#undef REACHED
    };
    for (int i = 0; i < REACHED_COUNT; i++) {
        printf("reached %ld %s\n", counts[i], names[i]);
    }
    for (int i = 1; i < AST_KIND_COUNT; i++) {
        printf("reached %ld node %s\n", nodes[i], qn_node_kind_name((qn_node_kind)i));
    }
    memset(counts, 0, sizeof counts);
    memset(nodes, 0, sizeof nodes);
}
