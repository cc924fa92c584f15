// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// What `freePort` has given away: who got a port may not listen on it yet.
private let given = Lock<Set<UInt16>>([])

/// A port of the loopback interface that nobody listens on at the moment.
///
/// It lies below the ports that the system gives to outgoing connections: a process that is stopped and started again
/// finds its port still free. No port is given twice.
public func freePort() throws -> Int {
    for _ in 0..<200 {
        let port = UInt16.random(in: 15_000..<32_000)
        guard given.withLock({ $0.insert(port).inserted }) else { continue }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        let isFree = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isFree { return Int(port) }
    }
    throw NotInTime(description: "no free port")
}
