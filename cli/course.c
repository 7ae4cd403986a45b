/*
 * Hands side by side. See course.h.
 *
 * Each hand takes the next block, works on it, and waits for its turn to write what came of it; so
 * none waits for another but to read and to write, and those are short.
 */
#include "course.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 20 };

/* So many seconds pass between two views of progress. */
#define VIEW_EVERY 0.05

/* What the hands share: the number of the block that is read next and of the one that is written
 * next. */
typedef struct relay {
    qn_course *course;
    pthread_mutex_t reading;
    pthread_mutex_t writing;
    pthread_cond_t turned;
    uint64_t taken;
    uint64_t turn;
    bool is_first; /* the next block has the first record */
    bool is_over;  /* nothing more is read */
    bool is_good;
} relay;

/* A hand, and what it shares. */
typedef struct runner {
    relay *relay;
    qn_hand *hand;
} runner;

bool qn_course_say(qn_io *io, const char *path, const char *wrong)
{
    qn_page *page = &io->err;
    qn_page_put(page, "qanun: ");
    qn_page_shown(page, path);
    qn_page_put(page, ": ");
    qn_page_shown(page, wrong);
    qn_page_put(page, "\n");
    return false;
}

bool qn_course_is_cut(const qn_rows_job *batch, qn_io *io)
{
    for (size_t i = 0; i < batch->joins; i++) {
        if (batch->join[i].file.is_cut) {
            return !qn_course_say(io, batch->join[i].path, "it was cut short while it was read");
        }
    }
    return false;
}

/* ---- what is told */

/* Shows the first lines of what was refused, no longer than a person reads. */
static void tell_lines(qn_course *c, const qn_page *lines)
{
    enum { SHOWN_MAX = 300 };
    bool is_whole;
    for (size_t at = 0; at < lines->length;) {
        size_t end = qn_csv_end(lines->bytes, lines->length, at, ',', &is_whole);
        if (c->told++ < QN_COURSE_LINES_TOLD) {
            char line[SHOWN_MAX + 1];
            size_t length = end - at - 1 < SHOWN_MAX ? end - at - 1 : SHOWN_MAX;
            for (size_t i = 0; i < length; i++) {
                line[i] = lines->bytes[at + i] == '\0' ? '?' : lines->bytes[at + i];
            }
            line[length] = '\0';
            qn_page_put(&c->io->last, c->told == 1 ? "row,column,value,reason\n" : "");
            qn_page_shown(&c->io->last, line);
            qn_page_put(&c->io->last, length == SHOWN_MAX ? "…\n" : "\n");
        }
        at = end;
    }
}

/* What was refused goes to its file, or is told. */
static void put_refused(qn_course *c, const qn_page *lines)
{
    if (c->tells_refused) {
        tell_lines(c, lines);
    } else {
        qn_outlet_put(&c->refused, lines->bytes, lines->length);
    }
}

static double seconds_since(const struct timespec *begun)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

const char *qn_course_grouped(uint64_t number, char buffer[32])
{
    char *at = buffer + 31;
    *at = '\0';
    for (int digits = 0; digits == 0 || number > 0; digits++) {
        if (digits > 0 && digits % 3 == 0) {
            *--at = ',';
        }
        *--at = (char)('0' + number % 10);
        number /= 10;
    }
    return at;
}

/* One line on the terminal, over the one before. */
static void show_progress(qn_course *c, bool is_end)
{
    char line[200];
    char bar[BAR_WIDTH + 1];
    char number[32];
    double now = c->shows_progress ? seconds_since(&c->begun) : 0;
    if (!c->shows_progress || (!is_end && now - c->shown < VIEW_EVERY)) {
        return;
    }
    c->shown = now;
    size_t done = c->in.size > 0 ? (size_t)(c->given * BAR_WIDTH / c->in.size) : 0;
    done = is_end || done > BAR_WIDTH ? BAR_WIDTH : done;
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', done);
    if (done < BAR_WIDTH) {
        bar[done] = '>';
    }
    bar[BAR_WIDTH] = '\0';
    int length = snprintf(line, sizeof line, "\r%s cases  %.1f s  [%s] %zu thread%s%s",
                          qn_course_grouped(c->cases, number), now, bar, c->hands,
                          c->hands == 1 ? "" : "s", is_end ? "\n" : "");
    (void)!write(STDERR_FILENO, line, length > 0 ? (size_t)length : 0);
}

void qn_course_end(qn_course *c)
{
    show_progress(c, true);
}

/* ---- blocks */

/* Takes over what a hand has come to. False where nothing more can be done. */
static bool take_over(qn_course *c, qn_hand *hand)
{
    if (qn_course_is_cut(c->batch, c->io)) {
        return false;
    }
    qn_outlet_put(&c->out, hand->out.bytes, hand->out.length);
    put_refused(c, &hand->refused);
    c->io->err.out_of_memory |= hand->out_of_memory;
    c->given = hand->block.given;
    c->cases += hand->cases;
    c->rejected += hand->rejected;
    c->not_known += hand->not_known;
    hand->cases = hand->rejected = hand->not_known = 0;
    show_progress(c, false);
    return !hand->out_of_memory && c->out.wrong == NULL && c->refused.wrong == NULL;
}

/* Reads the next block for a hand; false where there is none. *number: which one it is. */
static bool take_block(relay *r, qn_hand *hand, uint64_t *number)
{
    qn_course *c = r->course;
    (void)pthread_mutex_lock(&r->reading);
    bool good = !r->is_over && *c->stopped == 0 &&
                (r->is_first ? qn_intake_first(&c->in, &hand->block)
                             : qn_intake_next(&c->in, &hand->block));
    r->is_first = false;
    r->is_over |= !good;
    *number = r->taken;
    r->taken += good;
    (void)pthread_mutex_unlock(&r->reading);
    return good;
}

/* Writes what came of a block when all before it are written. */
static void give_block(relay *r, qn_hand *hand, uint64_t number)
{
    (void)pthread_mutex_lock(&r->writing);
    while (r->turn != number) {
        (void)pthread_cond_wait(&r->turned, &r->writing);
    }
    bool good = r->is_good && take_over(r->course, hand);
    r->is_good = good;
    r->turn++;
    (void)pthread_cond_broadcast(&r->turned);
    (void)pthread_mutex_unlock(&r->writing);
    if (!good) {
        (void)pthread_mutex_lock(&r->reading);
        r->is_over = true;
        (void)pthread_mutex_unlock(&r->reading);
    }
}

static void *run(void *context)
{
    const runner *one = context;
    uint64_t number = 0;
    while (take_block(one->relay, one->hand, &number)) {
        one->relay->course->work(one->hand);
        give_block(one->relay, one->hand, number);
    }
    return NULL;
}

/* Lets all hands run, of which this thread has the first; fewer where threads cannot be had. */
static void run_all(relay *r)
{
    pthread_t thread[QN_COURSE_HANDS_MAX];
    runner hand[QN_COURSE_HANDS_MAX];
    size_t running = 1;
    for (; running < r->course->hands; running++) {
        hand[running] = (runner){.relay = r, .hand = &r->course->hand[running]};
        if (pthread_create(&thread[running], NULL, run, &hand[running]) != 0) {
            break;
        }
    }
    hand[0] = (runner){.relay = r, .hand = &r->course->hand[0]};
    (void)run(&hand[0]);
    for (size_t i = 1; i < running; i++) {
        (void)pthread_join(thread[i], NULL);
    }
}

bool qn_course_run(qn_course *c)
{
    relay r = {.course = c, .is_first = c->batch->form == QN_INTAKE_LINES, .is_good = true};
    (void)clock_gettime(CLOCK_MONOTONIC, &c->begun);
    (void)pthread_mutex_init(&r.reading, NULL);
    (void)pthread_mutex_init(&r.writing, NULL);
    (void)pthread_cond_init(&r.turned, NULL);
    run_all(&r);
    (void)pthread_cond_destroy(&r.turned);
    (void)pthread_mutex_destroy(&r.writing);
    (void)pthread_mutex_destroy(&r.reading);
    return r.is_good && c->out.wrong == NULL && c->in.wrong == NULL && *c->stopped == 0;
}
