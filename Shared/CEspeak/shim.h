// SPDX-License-Identifier: Apache-2.0
//
// The parts of libespeak-ng that `Speech` uses.

#ifndef ATTEST_CESPEAK_H
#define ATTEST_CESPEAK_H

#include <espeak-ng/speak_lib.h>

#endif
