// SPDX-License-Identifier: Apache-2.0
//
// The parts of cmark that `Markdown` uses.

#ifndef ATTEST_CCMARK_H
#define ATTEST_CCMARK_H

#include <cmark.h>

#endif
