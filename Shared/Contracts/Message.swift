// SPDX-License-Identifier: Apache-2.0

/// Anything that travels between processes: a Swift value with a name that never changes its meaning.
///
/// A change that an old reader would misread is a new version, and so a new type with a new name.
public protocol Message: Codable, Sendable {
    static var name: MessageName { get }
    /// Who may send it. The engine refuses it from anybody else, and the broker's permissions follow from it.
    static var senders: Senders { get }
    /// What in it says something about a person, so that it can be erased.
    static var personal: [PersonalField] { get }
}

extension Message {
    public static var personal: [PersonalField] { [] }
}

/// Something that happened, in the past tense: `registry.organisation-registered.v1`.
///
/// It counts from the process whose name it bears, and from nobody else unless it says so.
public protocol Fact: Message {
    /// Who may read it. What leaves its service is a contract, and holds as little personal data as its readers need.
    static var audience: Audience { get }
}

public enum Audience: Sendable {
    /// Published on `attest.events`.
    case everyone
    /// Kept in the service's own history; never leaves it.
    case service
}

extension Fact {
    public static var audience: Audience { .service }
    public static var senders: Senders { [Sender(name.service)] }
}

/// Something that is asked to be done, in the imperative: `identity.register-account.v1`.
///
/// Its name's first part is the service that decides it. The message's id makes a repetition harmless; the same id with
/// other content is refused.
public protocol Instruction: Message {
    /// It holds something that could be guessed from a digest: a password, a code. Then none is kept, and it is for the
    /// sender to see that other content has another id.
    static var isConfidential: Bool { get }
}

extension Instruction {
    public static var isConfidential: Bool { false }
}

/// A question with an answer: `registry.find-directory-entries.v1`. It changes nothing that a repetition would change twice.
public protocol Query: Message {
    associatedtype Answer: Codable & Sendable
}
