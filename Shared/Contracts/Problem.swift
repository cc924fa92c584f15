// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// One reason why something was not done: for a program (`code`), for a form (`field`), and for a person (`message`).
public struct Problem: Codable, Sendable, Hashable {
    /// What kind of reason it is. Pages and the API answer by it, whatever the code.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The reader may not.
        case forbidden
        /// There is nothing of that name for the reader.
        case missing
        /// It is in a state that stands in the way.
        case conflict
        /// Somebody else has written since its author looked. IMP-05
        case stale
        /// It was done too often: later it can be done.
        case tooOften = "too-often"
        /// Too many ask at once.
        case busy
    }

    /// Stable, lower case with hyphens: `password-too-short`.
    public var code: String
    /// The field it concerns, as the API names it; nil when it concerns the whole.
    public var field: String?
    /// A sentence that a person can act on. It never repeats what was typed.
    public var message: String
    /// When it is worth trying again, where that is known.
    public var until: Date?
    /// Nil when what was asked for breaks a rule, as most refusals have it.
    public var kind: Kind?

    public init(code: String, field: String? = nil, message: String, until: Date? = nil, kind: Kind? = nil) {
        self.code = code
        self.field = field
        self.message = message
        self.until = until
        self.kind = kind
    }

    /// The reader may not do or see this.
    public static let forbidden = Problem(
        code: "forbidden", message: "You do not have access to this.", kind: .forbidden)
    /// So many ask that there is no answer in time.
    public static func busy(until: Date) -> Problem {
        Problem(
            code: "busy", message: "Too many people ask for this at the moment. Try again in a few seconds.",
            until: until, kind: .busy)
    }
    public var isBusy: Bool { kind == .busy }
    /// There is no such thing, or none that the reader may know of.
    public static let notFound = Problem(
        code: "not-found", message: "This does not exist, or is not yours to see.", kind: .missing)
    /// The id under which this was sent has been used for something else.
    public static let keyReused = Problem(
        code: "key-reused",
        message: "This key was used before for something else. Nothing was done now; send it again under a new key.")
}

/// A decider's no: why, in terms that the gateway can show beside the right fields.
public protocol DomainRefusal: Error, Sendable {
    var problems: [Problem] { get }
}
