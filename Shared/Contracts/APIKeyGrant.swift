// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// What a program may do with a key, each in words that its owner chooses by. What no scope names, no program does.
public enum APIKeyScope: String, Codable, Sendable, CaseIterable {
    /// Every key has it.
    case read
    case assessments = "write-assessments"
    case contacts = "write-contacts"
    case organisations = "write-organisations"
}

/// What an account's key lets a program do: never more than its owner may at this moment, and of that what is named here.
public struct APIKeyGrant: Codable, Sendable, Equatable {
    public var key: UUID
    public var scopes: [APIKeyScope]
    /// The one that it is for; nil for all that its owner belongs to.
    public var organisation: UUID?

    public init(key: UUID, scopes: [APIKeyScope], organisation: UUID?) {
        self.key = key
        self.scopes = APIKeyScope.allCases.filter(scopes.contains)
        self.organisation = organisation
    }
}

extension APIKeyGrant {
    /// `<key> <scope>,<scope> <organisation>`: attributes of CloudEvents are single values.
    var attribute: String {
        ([Identifier.text(key), scopes.map(\.rawValue).joined(separator: ",")]
            + [organisation.map { Identifier.text($0) }].compactMap { $0 }).joined(separator: " ")
    }

    /// What cannot be read grants nothing: it must not read as an actor without a key.
    init(attribute: String) {
        let parts = attribute.split(separator: " ", omittingEmptySubsequences: false)
        let ids = [parts.first, parts.count > 2 ? parts[2] : nil].map { $0.flatMap { UUID(uuidString: String($0)) } }
        guard let key = ids[0], parts.count == 2 || parts.count == 3 && ids[1] != nil else {
            self.init(key: .zero, scopes: [], organisation: .zero)
            return
        }
        // A scope that a newer sender knows is none that is asked for here.
        self.init(
            key: key, scopes: parts[1].split(separator: ",").compactMap { APIKeyScope(rawValue: String($0)) },
            organisation: ids[1])
    }
}
