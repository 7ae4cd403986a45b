/*
 * Many files side by side. See suite.h.
 */
#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "compilation.h"
#include "seek.h"

/* The work that is left: hands take the next file until there is none. */
typedef struct queue {
    const qn_suite *suite;
    atomic_size_t next;
} queue;

/* Notes the files that a program was made of, or could not be made of. */
static void note_sources(qn_suite_file *file, const qn_compilation *made)
{
    const qn_source *source = made ? qn_compilation_source(made, 0) : NULL;
    for (uint32_t i = 1; source; source = qn_compilation_source(made, i++)) {
        qn_page_put(&file->sources, source->name);
        qn_page_add(&file->sources, "", 1);
    }
}

/* Finds what no case can show of what no example has shown. */
static void prove_never(qn_coverage *coverage, const qn_rules *rules)
{
    bool any = false;
    for (uint32_t i = 0; i < coverage->count; i++) {
        any = any || (coverage->item[i].parts & ~coverage->item[i].seen) != 0;
    }
    qn_seek seek = {0};
    if (any && qn_seek_init(&seek, rules, coverage, false, NULL)) {
        qn_seek_mark_never(&seek);
    } else {
        coverage->out_of_memory |= any;
    }
    qn_seek_clear(&seek);
}

static void test_file(const qn_suite *suite, qn_suite_file *file)
{
    qn_rules rules;
    file->sink = (qn_sink){.page = &file->said,
                           .form = QN_SINK_TEXT,
                           .colour = suite->colour,
                           .file = file->path,
                           .files = suite->paths};
    file->loaded = qn_rules_load_tested(file->path, &file->sink, &rules);
    note_sources(file, rules.compilation);
    if (file->loaded) {
        qn_onlooker onlooker = {qn_coverage_look_first, &file->coverage};
        if (suite->covers) {
            qn_coverage_init(&file->coverage, &rules, suite->suggests);
        }
        qn_trials_run(&file->trials, &rules, suite->filter, suite->whole,
                      suite->covers ? &onlooker : NULL);
        if (suite->covers) {
            qn_coverage_look_again(&file->coverage, &rules);
        }
        if (suite->suggests) {
            qn_suggest(&file->suggested, &rules, &file->coverage);
        } else if (suite->covers) {
            prove_never(&file->coverage, &rules);
        }
        if (suite->look) {
            suite->look(suite->self, file, &rules);
        }
    }
    qn_rules_clear(&rules);
}

/* What one hand does. */
static void *work(void *context)
{
    queue *q = context;
    size_t i = atomic_fetch_add(&q->next, 1);
    for (; i < q->suite->paths->count; i = atomic_fetch_add(&q->next, 1)) {
        test_file(q->suite, &q->suite->file[i]);
    }
    return NULL;
}

bool qn_suite_run(qn_suite *suite)
{
    pthread_t hand[QN_SUITE_HANDS_MAX];
    size_t hands = suite->hands < suite->paths->count ? suite->hands : suite->paths->count;
    queue q = {.suite = suite};
    size_t started = 0;
    atomic_init(&q.next, 0);
    suite->file = calloc(suite->paths->count + 1, sizeof *suite->file);
    if (!suite->file) {
        return false;
    }
    for (size_t i = 0; i < suite->paths->count; i++) {
        suite->file[i].path = suite->paths->path[i];
    }
    while (started + 1 < hands && pthread_create(&hand[started], NULL, work, &q) == 0) {
        started++;
    }
    (void)work(&q);
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(hand[i], NULL);
    }
    return true;
}

void qn_suite_clear(qn_suite *suite)
{
    for (size_t i = 0; suite->file && i < suite->paths->count; i++) {
        qn_page_clear(&suite->file[i].said);
        qn_page_clear(&suite->file[i].sources);
        qn_trials_clear(&suite->file[i].trials);
        qn_coverage_clear(&suite->file[i].coverage);
        qn_suggested_clear(&suite->file[i].suggested);
    }
    free(suite->file);
    suite->file = NULL;
}
