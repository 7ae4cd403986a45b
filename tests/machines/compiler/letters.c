/*
 * Writes from the real library, where there is one, what utf8proc.h and utf8proc.c include: with
 * the word `categories` the numbers of the categories, else a line for each character of the
 * languages that are written from left to right, and for signs up to the arrows and figures.
 */
#include <stdio.h>
#include <utf8proc.h>

enum { CHARACTERS = 0x2600 };

#define CATEGORY(name) (void)printf("UTF8PROC_CATEGORY_%s = %d,\n", #name, UTF8PROC_CATEGORY_##name)

static void print_categories(void)
{
    CATEGORY(CN);
    CATEGORY(LU);
    CATEGORY(LO);
    CATEGORY(MN);
    CATEGORY(MC);
    CATEGORY(ME);
    CATEGORY(ND);
    CATEGORY(SO);
}

static void print_characters(void)
{
    for (utf8proc_int32_t i = 0; i < CHARACTERS; i++) {
        const utf8proc_property_t *property = utf8proc_get_property(i);
        (void)printf("{(utf8proc_category_t)%d, %u, %u, %d},\n", (int)utf8proc_category(i),
                     (unsigned)property->combining_class, (unsigned)property->decomp_seqindex,
                     utf8proc_charwidth(i));
    }
}

int main(int count, char **words)
{
    (void)words;
    if (count > 1) {
        print_categories();
    } else {
        print_characters();
    }
    return 0;
}
