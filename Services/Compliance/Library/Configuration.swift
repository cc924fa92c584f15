// SPDX-License-Identifier: Apache-2.0

import Cryptography
public import ServiceKit

/// What compliance needs to be told, read once at start.
///
/// `ATTEST_SEALING_KEY`: Base64 of 32 bytes, the same for all services. Required. The engine seals links and codes with
/// it; without it declarations would be sent that nobody can sign, and so it is asked for before anything starts.
public struct Configuration: Sendable {
    public init(_ settings: Settings) throws {
        guard (try? SealingKey(base64: try settings.secret("ATTEST_SEALING_KEY"))) != nil else {
            throw SettingsError("ATTEST_SEALING_KEY", "must be 32 bytes in Base64")
        }
    }
}
