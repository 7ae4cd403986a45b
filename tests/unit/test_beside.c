/*
 * test_beside.c - files that are compiled together, each for its own sake: what one of them names
 * is looked for in it, though another one has the same name or the same article.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "qanun.h"
#include "qanun_compile.h"

/* The same law twice, as a town and its neighbour have it. */
static const char law[] = "law LC = \"Labour Code\"\n"
                          "fact pay : number in 0..=100\n"
                          "require pay > 10   [LC 155.3]   \"pay is too low\"\n"
                          "example \"too low\"\n"
                          "    given pay = 5\n"
                          "    expect breached [LC 155.3]\n"
                          "    expect breached \"pay is too low\"\n";

/* Gives the same text for every path. */
static qn_status read_law(void *context, const char *path, char **bytes, size_t *length)
{
    (void)context;
    (void)path;
    *length = strlen(law);
    *bytes = malloc(*length + 1);
    if (*bytes == NULL) {
        return QN_NO_MEMORY;
    }
    memcpy(*bytes, law, *length + 1);
    return QN_OK;
}

static void duties_of_another_file_are_not_meant(void)
{
    static const char *const beside[] = {"town.qn", "neighbour.qn"};
    qn_compile_options options = {.read = read_law, .beside = beside};
    for (options.beside_count = 0; options.beside_count <= 2; options.beside_count++) {
        qn_compilation *k = NULL;
        qn_message first = {.text = "none"};
        CHECK_INT(qn_compile("town.qn", &options, &k), QN_OK);
        CHECK(qn_compilation_image(k, NULL) != NULL);
        if (qn_compilation_message(k, 0, &first) == QN_OK) {
            CHECK_TEXT(first.severity == QN_ERROR ? first.text : "none", "none");
        }
        qn_compilation_free(k);
    }
}

/* A NULL among names, or in the place of all of them, is refused before anything is read. */
static void names_that_are_missing(void)
{
    static const char *const half[] = {"town.qn", NULL};
    const qn_compile_options wrong[] = {
        {.read = read_law, .beside = half, .beside_count = 2},
        {.read = read_law, .reform = half, .reform_count = 2},
        {.read = read_law, .asked = half, .asked_count = 2},
        {.read = read_law, .asked_count = 1},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        qn_compilation *k = NULL;
        CHECK_INT(qn_compile("town.qn", &wrong[i], &k), QN_MISUSE);
        CHECK(k == NULL);
        qn_compilation_free(k);
    }
}

int main(void)
{
    static const check_case cases[] = {
        {"duties of another file are not meant", duties_of_another_file_are_not_meant},
        {"names that are missing", names_that_are_missing},
    };
    return check_run("test_beside", cases, sizeof cases / sizeof *cases);
}
