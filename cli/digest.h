/*
 * SHA-256 of bytes, as it is shown: that of `sha256sum`.
 *
 * Responsible for: the digest as text. Refuses to know: what the bytes are.
 */
#ifndef QN_CLI_DIGEST_H
#define QN_CLI_DIGEST_H

#include <stddef.h>

/* Room for a digest as text, 64 hexadecimal digits in small letters, with its NUL. */
enum { QN_DIGEST_TEXT_SIZE = 65 };

void qn_digest(const void *bytes, size_t length, char text[QN_DIGEST_TEXT_SIZE]);

#endif
