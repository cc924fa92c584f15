// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.Date

/// What every message says about itself: the attributes of CloudEvents 1.0, with the extensions that Attest uses.
///
/// Events, instructions and queries share this one form, so that one reader, one log line and one dead letter fit all. As
/// bytes it is JSON in UTF-8, without a byte order mark, in which no object names a member twice.
public struct Envelope: Sendable, Equatable {
    /// Unique for its source; a repetition has the same id. A version 7 UUID from our own processes, anything from others.
    public var id: String
    /// Who says so: `/attest/registry`, or a partner's own URI.
    public var source: String
    public var type: MessageName
    /// The stream it is about, as a UUID's text.
    public var subject: String?
    public var time: Date
    /// The version of the stream after this event: what readers guard against reordering with.
    public var sequence: Int64?
    public var trace: TraceContext?
    /// The message that began it all.
    public var correlation: String?
    /// The message that this one follows from.
    public var causation: String?
    /// On whose behalf.
    public var actor: Actor

    public init(
        id: String, source: String, type: MessageName, subject: String? = nil, time: Date, sequence: Int64? = nil,
        trace: TraceContext? = nil, correlation: String? = nil, causation: String? = nil, actor: Actor
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.sequence = sequence
        self.trace = trace
        self.correlation = correlation
        self.causation = causation
        self.actor = actor
    }

    /// `application/cloudevents+json`, the structured mode of CloudEvents.
    public static let contentType = "application/cloudevents+json"

    /// The most bytes that a message may have: nobody reads a larger one.
    public static let largestBody = 1 << 20
}

/// Why bytes are not a message.
public struct MalformedMessage: Error, Sendable, CustomStringConvertible {
    /// What is wrong, without any of the content.
    public let reason: String
    public init(_ reason: String) { self.reason = reason }
    public var description: String { reason }
}
