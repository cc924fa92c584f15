// SPDX-License-Identifier: Apache-2.0

public import Database
public import struct Foundation.UUID

extension Pool {
    /// The stream that holds a unique value, for a question; nil when it is free.
    public func holder(of claim: Claim) async throws -> UUID? {
        try await query(Store.holders([claim])).first?.get("stream")
    }
}
