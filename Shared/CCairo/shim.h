// SPDX-License-Identifier: Apache-2.0
//
// The parts of cairo that `Drawing` uses.

#ifndef ATTEST_CCAIRO_H
#define ATTEST_CCAIRO_H

#include <cairo.h>

#endif
