/*
 * The kernels of batches in the instructions that every processor of the kind has: SSE2 on x86-64,
 * NEON on ARM.
 */
#include "batch_kernels.h"
#include "kernels.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O3")
#endif
#define ISA plain
#include "batch_kernels.def"

const qn_kernels qn_kernels_plain = {.name = "plain", .run = run_vectors_plain};
#undef ISA
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
