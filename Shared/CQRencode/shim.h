// SPDX-License-Identifier: Apache-2.0
//
// The parts of libqrencode that `QRCodes` uses.

#ifndef ATTEST_CQRENCODE_H
#define ATTEST_CQRENCODE_H

#include <qrencode.h>

#endif
