// SPDX-License-Identifier: Apache-2.0
//
// The parts of libcbor that `WebAuthn` uses.

#ifndef ATTEST_CCBOR_H
#define ATTEST_CCBOR_H

#include <cbor.h>

// Callbacks that do nothing, as a value: Swift takes the library's own for a global that anybody may change.
static inline struct cbor_callbacks attest_cbor_ignoring(void) { return cbor_empty_callbacks; }

#endif
