// SPDX-License-Identifier: Apache-2.0

/// A place in a message's data that says something about a person, so that it can be erased there.
public struct PersonalField: Sendable, Hashable {
    public enum Kind: Sendable {
        /// The e-mail address of the person whom the whole stream is about: an account, an e-mail. When it is theirs,
        /// everything that is declared in the stream is.
        case subject
        /// The e-mail address of one person among others.
        case address
        /// What a person is called, or rung up by. What stands beside their address is looked for in the whole stream.
        case name
        /// What says something only beside an address or a name: a position.
        case detail
        /// What somebody wrote: persons may be named in it.
        case text
        /// What is needed only until it was used: a link, a code, the digest of a password.
        case secret
    }

    public let kind: Kind
    /// From the data on, with dots; `*` is each element of an array or each member of an object: `actions.*.owner`.
    public let path: String

    private init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    public static func subject(_ path: String) -> Self { Self(.subject, path) }
    public static func address(_ path: String) -> Self { Self(.address, path) }
    public static func name(_ path: String) -> Self { Self(.name, path) }
    public static func detail(_ path: String) -> Self { Self(.detail, path) }
    public static func text(_ path: String) -> Self { Self(.text, path) }
    public static func secret(_ path: String) -> Self { Self(.secret, path) }

    var steps: [Substring] { path.split(separator: ".") }
}
