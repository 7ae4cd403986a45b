/*
 * Writes the employees of the reference workload, and what the rules say of them, for programs that
 * are not in C.
 *
 * Usage: bench_population FOLDER ROWS [FEWER...]. In the folder: NAME.u8 and NAME.i32, a column
 * each, unsigned bytes and 32 bits with the machine's order of bytes; employees.csv and
 * children.csv. Prints the sums of the answers for all rows and for the first of them, as many as
 * asked.
 */
#include <stdio.h>
#include <stdlib.h>

#include "measure.h"
#include "ordinary.h"

static FILE *create(const char *folder, const char *name)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        fprintf(stderr, "%s cannot be written\n", path);
    }
    return file;
}

static bool write_column(const char *folder, const char *name, const void *values, size_t size,
                         size_t count)
{
    FILE *file = create(folder, name);
    bool written = file != NULL && fwrite(values, size, count, file) == count;
    return file != NULL && fclose(file) == 0 && written;
}

static bool write_columns(const char *folder, const employees *e)
{
    size_t children = (size_t)e->first_child[e->count];
    return write_column(folder, "seniority.u8", e->seniority, 1, e->count) &&
           write_column(folder, "post.u8", e->post, 1, e->count) &&
           write_column(folder, "woman.u8", e->woman, 1, e->count) &&
           write_column(folder, "single_parent.u8", e->single_parent, 1, e->count) &&
           write_column(folder, "sector.u8", e->sector, 1, e->count) &&
           write_column(folder, "gross.i32", e->gross, 4, e->count) &&
           write_column(folder, "first_child.i32", e->first_child, 4, e->count + 1) &&
           write_column(folder, "age.u8", e->age, 1, children) &&
           write_column(folder, "disabled.u8", e->disabled, 1, children);
}

static bool write_answers(const char *folder, const employee_answers *a, size_t count)
{
    return write_column(folder, "leave.u8", a->leave, 1, count) &&
           write_column(folder, "employee_part.i32", a->employee_part, 4, count) &&
           write_column(folder, "employer_part.i32", a->employer_part, 4, count) &&
           write_column(folder, "net.i32", a->net, 4, count);
}

static const char *yes_no(uint8_t yes)
{
    return yes ? "yes" : "no";
}

static bool write_employees(const char *folder, const employees *e)
{
    FILE *file = create(folder, "employees.csv");
    if (file == NULL) {
        return false;
    }
    fputs("id,seniority,post,woman,single_parent,sector,gross\n", file);
    for (size_t i = 0; i < e->count; i++) {
        fprintf(file, "%zu,%d,%s,%s,%s,%s,%d.%02d\n", i, e->seniority[i],
                employee_posts[e->post[i]], yes_no(e->woman[i]), yes_no(e->single_parent[i]),
                employee_sectors[e->sector[i]], (int)(e->gross[i] / 100), (int)(e->gross[i] % 100));
    }
    return fclose(file) == 0;
}

static bool write_children(const char *folder, const employees *e)
{
    FILE *file = create(folder, "children.csv");
    if (file == NULL) {
        return false;
    }
    fputs("id,age,disabled\n", file);
    for (size_t i = 0; i < e->count; i++) {
        for (int32_t k = e->first_child[i]; k < e->first_child[i + 1]; k++) {
            fprintf(file, "%zu,%d,%s\n", i, e->age[k], yes_no(e->disabled[k]));
        }
    }
    return fclose(file) == 0;
}

/* What the rules by hand say of each employee. */
static void answer(const employees *e, employee_answers *a)
{
    for (size_t i = 0; i < e->count; i++) {
        ordinary_employee row = ordinary_row(e, i);
        ordinary_answer out;
        ordinary_answers(&row, 1, EMPLOYEES_ON, &out);
        a->leave[i] = (uint8_t)out.leave;
        a->employee_part[i] = (int32_t)out.employee_part;
        a->employer_part[i] = (int32_t)out.employer_part;
        a->net[i] = (int32_t)out.net;
    }
}

static void print_sums(const employee_answers *a, size_t rows)
{
    int64_t sums[EMPLOYEE_SUMS];
    char label[40];
    employee_sums(a, rows, sums);
    (void)snprintf(label, sizeof label, "sums %zu", rows);
    employee_sums_print(label, sums);
}

int main(int count, char **arguments)
{
    employees e = {0};
    employee_answers a = {0};
    size_t rows = count < 3 ? 0 : strtoull(arguments[2], NULL, 10);
    if (rows == 0) {
        fputs("usage: bench_population FOLDER ROWS [FEWER...]\n", stderr);
        return 2;
    }
    if (!employees_make(&e, rows) || !employee_answers_make(&a, rows)) {
        return 1;
    }
    answer(&e, &a);
    bool written = write_columns(arguments[1], &e) && write_answers(arguments[1], &a, rows) &&
                   write_employees(arguments[1], &e) && write_children(arguments[1], &e);
    for (int i = 2; i < count; i++) {
        size_t fewer = strtoull(arguments[i], NULL, 10);
        print_sums(&a, fewer < rows ? fewer : rows);
    }
    employee_answers_free(&a);
    employees_free(&e);
    return written ? 0 : 1;
}
