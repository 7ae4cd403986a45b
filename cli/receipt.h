/*
 * Receipts: the record of a decision, from which it can be made again.
 *
 * Responsible for: what stands in a record, its digest, and writing it. Refuses to know: how it is
 * verified (cmd_verify.c), and what its parts say. spec/receipts.md has its form.
 */
#ifndef QN_CLI_RECEIPT_H
#define QN_CLI_RECEIPT_H

#include "digest.h"
#include "json.h"
#include "run.h"

/* The form of the records that are written here. */
#define QN_RECEIPT_FORM "1"

/* Puts the record of a case whose rules have been asked: one JSON object. */
void qn_receipt_put_record(qn_page *page, const qn_run *r, bool adds_up);

/* The SHA-256 of the canonical form of a record. False where memory is out. */
bool qn_receipt_digest(const qn_json *json, uint32_t record, char text[QN_DIGEST_TEXT_SIZE]);

/* Writes the receipt of a case whose rules have been asked. False, with an error in the sink, where
 * that failed: then an older file is as it was. */
bool qn_receipt_save(const qn_run *r, const char *path, qn_sink *sink);

#endif
