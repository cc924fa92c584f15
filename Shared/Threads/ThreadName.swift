// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Names the calling thread, as `top -H` and a debugger show it. At most 15 bytes are kept; a failure changes nothing.
///
/// Glibc's `pthread_setname_np` is hidden from Swift behind a feature macro, so the kernel's own file is written.
func nameThisThread(_ name: String) {
    let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var bytes = Array(name.utf8.prefix(15))
    _ = write(file, &bytes, bytes.count)
}
