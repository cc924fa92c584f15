// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// The answer to an instruction. It is stored with the instruction's id, so that a repetition gets the same one.
public enum Reply: Codable, Sendable, Equatable {
    /// It took effect: the stream and its version after it.
    case accepted(stream: UUID, version: Int64)
    /// A rule says no; nothing changed, or the attempt itself was recorded.
    case refused([Problem])
    /// The service could not do it now. Nothing changed; the same instruction may be sent again.
    case failed(reason: String)
    /// The process that was asked does not know this type or version; a newer one beside it may. Who does not know this
    /// reply reads it as a failure.
    case unknown

    private enum Key: String, CodingKey { case stream, version, problems, reason, unknown }

    /// The reply as JSON. The usual one is written by hand: there is one for every instruction.
    public func text() throws -> String {
        guard case .accepted(let stream, let version) = self else { return try JSON.text(self) }
        return #"{"stream":""# + Identifier.text(stream) + #"","version":"# + String(version) + "}"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let stream = try container.decodeIfPresent(UUID.self, forKey: .stream) {
            self = .accepted(stream: stream, version: try container.decode(Int64.self, forKey: .version))
        } else if let problems = try container.decodeIfPresent([Problem].self, forKey: .problems) {
            self = .refused(problems)
        } else if try container.decodeIfPresent(Bool.self, forKey: .unknown) == true {
            self = .unknown
        } else {
            self = .failed(reason: try container.decode(String.self, forKey: .reason))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .accepted(let stream, let version):
            try container.encode(stream, forKey: .stream)
            try container.encode(version, forKey: .version)
        case .refused(let problems): try container.encode(problems, forKey: .problems)
        case .failed(let reason): try container.encode(reason, forKey: .reason)
        case .unknown:
            try container.encode("It is not known here.", forKey: .reason)
            try container.encode(true, forKey: .unknown)
        }
    }
}

/// The answer to a query.
public enum Answered<Answer: Codable & Sendable>: Codable, Sendable {
    case answer(Answer)
    case refused([Problem])
    case failed(reason: String)
    /// As of an instruction: the next process that is asked may know the question.
    case unknown

    private enum Key: String, CodingKey { case answer, problems, reason, unknown }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let problems = try container.decodeIfPresent([Problem].self, forKey: .problems) {
            self = .refused(problems)
        } else if try container.decodeIfPresent(Bool.self, forKey: .unknown) == true {
            self = .unknown
        } else if let reason = try container.decodeIfPresent(String.self, forKey: .reason) {
            self = .failed(reason: reason)
        } else {
            self = .answer(try container.decode(Answer.self, forKey: .answer))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .answer(let answer): try container.encode(answer, forKey: .answer)
        case .refused(let problems): try container.encode(problems, forKey: .problems)
        case .failed(let reason): try container.encode(reason, forKey: .reason)
        case .unknown:
            try container.encode("It is not known here.", forKey: .reason)
            try container.encode(true, forKey: .unknown)
        }
    }
}
