// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Cryptography

extension SealingKey {
    /// A value that somebody keeps for us and can neither read nor change: JSON, sealed, in Base64 for addresses.
    public func sealed(_ value: some Encodable, context: String) throws -> String {
        Base64URL.encode(seal(try JSON.bytes(value), context: context))
    }

    /// What was sealed; nil if it was changed, or sealed for another context.
    public func opened<Value: Decodable>(_ type: Value.Type, from text: String, context: String) -> Value? {
        guard let bytes = Base64URL.decode(text), let plain = try? open(bytes, context: context) else { return nil }
        return try? JSON.value(type, from: plain)
    }
}
