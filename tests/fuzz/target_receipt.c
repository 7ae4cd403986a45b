/*
 * Target: a receipt, verified against the law that it was made by. One that was changed must not be
 * found to be as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "fuzz.h"
#include "json.h"
#include "receipt.h"

static const char law[] = "fact seniority : years in 0..=80\n"
                          "fact category : one of general, executive\n"
                          "entity child\n"
                          "    age : years in 0..=30\n"
                          "fact children : list of child up to 3\n"
                          "vacation : calendar days\n"
                          "    base 21 [LC 114.2]\n"
                          "    category executive → 30 [LC 114.3]\n"
                          "    seniority 5..10 → +2\n"
                          "young : integer = count of children where age < 14\n";

enum { LAW, RECEIPT };

static bool has_digest(const qn_json *json, uint32_t at, const char *digest)
{
    return json->node[at].kind == QN_JSON_STRING && strcmp(json->node[at].text, digest) == 0;
}

/* Whether the record has the digest that the receipt says, as JSON and SHA-256 have it. */
static bool is_consistent(const char *bytes, size_t length)
{
    qn_json json;
    qn_json_error error;
    bool good = false;
    if (qn_json_read(bytes, length, &json, &error) != QN_JSON_OK) {
        return false;
    }
    uint32_t record = 0;
    uint32_t told = 0;
    uint32_t at = 1;
    for (uint32_t i = 0; json.node[0].kind == QN_JSON_OBJECT && i < json.node[0].count; i++) {
        record = strcmp(json.node[at].name, "record") == 0 ? at : record;
        told = strcmp(json.node[at].name, "sha256") == 0 ? at : told;
        at = json.node[at].end;
    }
    if (record != 0 && told != 0) {
        char digest[QN_DIGEST_TEXT_SIZE];
        good = qn_receipt_digest(&json, record, digest) && has_digest(&json, told, digest);
    }
    qn_json_clear(&json);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *const words[] = {fuzz_file(RECEIPT, data, size),
                                 fuzz_file(LAW, law, sizeof law - 1), NULL};
    char *copy = malloc(size + 1);
    if (copy == NULL) {
        return 0;
    }
    memcpy(copy, data, size);
    copy[size] = '\0';
    fuzz_answer answer = fuzz_run("verify", words);
    if (answer.status == 0 && !is_consistent(copy, size)) {
        fuzz_fail("a receipt is found good, and its digest is another");
    }
    free(answer.out);
    free(copy);
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t state = fuzz_seed(seed);
    return fuzz_mutate_text(data, size, room, &state);
}
