// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import OpenIDConnect

/// What a library made that nobody here wrote: `Resources/make-tokens.py`.
struct Recorded: Decodable {
    struct Token: Decodable, Sendable, CustomTestStringConvertible {
        var name: String
        var outcome: String
        var token: String

        var testDescription: String { name }
    }

    var issuer: String
    var client: String
    var nonce: String
    var time: Double
    var tokens: [Token]
    /// The keys as the provider would give them.
    var keys: [UInt8] = []

    enum CodingKeys: CodingKey { case issuer, client, nonce, time, tokens }

    static let all: Recorded = {
        do {
            let file = try #require(
                Bundle.module.url(forResource: "tokens", withExtension: "json", subdirectory: "Resources"))
            let data = try Data(contentsOf: file)
            var recorded = try JSONDecoder().decode(Recorded.self, from: data)
            let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            recorded.keys = [UInt8](try JSONSerialization.data(withJSONObject: try #require(all["keys"])))
            return recorded
        } catch {
            fatalError("the recorded tokens cannot be read: \(error)")
        }
    }()

    var expected: IDToken.Expectation {
        IDToken.Expectation(issuer: issuer, client: client, nonce: nonce, time: Date(timeIntervalSince1970: time))
    }

    func token(_ name: String) -> String { tokens.first { $0.name == name }?.token ?? "" }
}
