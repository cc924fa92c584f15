// SPDX-License-Identifier: Apache-2.0

import struct Foundation.Data
import struct Foundation.Date
import class Foundation.JSONDecoder
import class Foundation.JSONEncoder
import struct Foundation.UUID

extension Envelope {
    /// The bytes of a message, as they are logged, published and digested.
    ///
    /// The attributes are written by hand and only the data by Foundation: an envelope is written for every event.
    public func encode(_ message: some Message) throws -> String {
        encode(data: try JSON.text(message))
    }

    /// The same with data that is JSON already.
    public func encode(data: String) -> String {
        var text = ""
        text.reserveCapacity(data.utf8.count + 480)
        text += #"{"specversion":"1.0","id":"#
        JSON.append(id, to: &text)
        text += #","source":"#
        JSON.append(source, to: &text)
        text += #","type":"#
        JSON.append(type.text, to: &text)
        if let subject { text.field("subject", subject) }
        text += #","time":""#
        text += Timestamp.format(time)
        text += #"","datacontenttype":"application/json""#
        if let sequence {
            let digits = String(sequence)
            text += #","sequence":""#
            // CloudEvents compares sequences as text, so they are padded.
            for _ in digits.utf8.count..<max(10, digits.utf8.count) { text += "0" }
            text += digits
            text += #"""#
        }
        if let trace { text.field("traceparent", trace.header) }
        if let correlation { text.field("correlationid", correlation) }
        if let causation { text.field("causationid", causation) }
        text.field("actor", actor.reference)
        if !actor.roles.isEmpty { text.field("roles", actor.roles.map(\.text).joined(separator: " ")) }
        if !actor.memberships.isEmpty {
            text.field("memberships", actor.memberships.map(\.attribute).joined(separator: " "))
        }
        if let key = actor.key { text.field("apikey", key.attribute) }
        text += #","data":"#
        text += data
        text += "}"
        return text
    }

    /// Reads a message whose type is known.
    ///
    /// - Throws: `MalformedMessage` naming what is wrong: not UTF-8, not JSON, something given twice, an attribute missing, a
    ///   field of the data missing.
    public static func decode<M: Message>(_ type: M.Type, from body: [UInt8]) throws(MalformedMessage) -> (Envelope, M)
    {
        try MessageText.check(body)
        if let (wire, data) = Wire<Nothing>.scan(body), let data {
            return (try wire.envelope(), try JSON.value(type, from: body[data], within: "data"))
        }
        let wire = try JSON.value(Wire<M>.self, from: body)
        guard let data = wire.data else { throw MalformedMessage("the attribute 'data' is missing") }
        return (try wire.envelope(), data)
    }

    /// Reads the attributes only.
    public static func decode(from body: [UInt8]) throws(MalformedMessage) -> Envelope {
        try MessageText.check(body)
        if let (wire, _) = Wire<Nothing>.scan(body) { return try wire.envelope() }
        return try JSON.value(Wire<Nothing>.self, from: body).envelope()
    }

    private struct Nothing: Codable {}

    private struct Wire<D: Decodable>: Decodable {
        var specversion: String
        var id: String
        var source: String
        var type: String
        var subject: String?
        var time: Date?
        var sequence: String?
        var traceparent: String?
        var correlationid: String?
        var causationid: String?
        var actor: String?
        var roles: String?
        var memberships: String?
        var apikey: String?
        var data: D?

        /// The attributes by scanning, and where the data is; nil when the message is not of the usual form.
        static func scan(_ body: [UInt8]) -> (Wire, data: Range<Int>?)? {
            guard let scanner = body.withUnsafeBufferPointer({ EnvelopeScanner($0) }) else { return nil }
            guard let specversion = scanner[.specversion], let id = scanner[.id], let source = scanner[.source],
                let type = scanner[.type]
            else { return nil }
            var time: Date?
            if let text = scanner[.time] {
                guard let date = Timestamp.parse(text) else { return nil }
                time = date
            }
            return (
                Wire(
                    specversion: specversion, id: id, source: source, type: type, subject: scanner[.subject],
                    time: time, sequence: scanner[.sequence], traceparent: scanner[.traceparent],
                    correlationid: scanner[.correlationid], causationid: scanner[.causationid],
                    actor: scanner[.actor], roles: scanner[.roles], memberships: scanner[.memberships],
                    apikey: scanner[.apikey], data: nil),
                scanner.data
            )
        }

        func envelope() throws(MalformedMessage) -> Envelope {
            guard specversion == "1.0" else { throw MalformedMessage("the attribute 'specversion' is not 1.0") }
            guard !id.isEmpty, id.utf8.count <= 200 else {
                throw MalformedMessage("the attribute 'id' is empty or longer than 200 bytes")
            }
            guard let name = MessageName(type) else {
                throw MalformedMessage("the attribute 'type' is not of the form service.what.vN")
            }
            return Envelope(
                id: id, source: source, type: name, subject: subject, time: time ?? Date(timeIntervalSince1970: 0),
                sequence: sequence.flatMap { Int64($0) }, trace: traceparent.flatMap { TraceContext(header: $0) },
                correlation: correlationid, causation: causationid,
                actor: Actor(reference: actor, roles: roles, memberships: memberships, key: apikey))
        }
    }
}

extension Actor {
    /// Reads the attributes that `Envelope.encode` writes. No attribute at all is a foreign system.
    fileprivate init(reference: String?, roles: String?, memberships: String?, key: String?) {
        let parts = (reference ?? "partner").split(separator: ":", maxSplits: 1)
        self.init(
            kind: parts.first.flatMap { Kind(rawValue: String($0)) } ?? .partner,
            id: parts.count > 1 ? String(parts[1]) : "",
            roles: (roles ?? "").split(separator: " ").compactMap { PlatformRole(String($0)) },
            memberships: (memberships ?? "").split(separator: " ").compactMap { Membership(attribute: String($0)) },
            key: key.map { APIKeyGrant(attribute: $0) })
    }
}

extension Membership {
    /// `<organisation>=<role>,<role>`: attributes of CloudEvents are single values.
    fileprivate var attribute: String {
        "\(Identifier.text(organisation))=\(roles.map(\.rawValue).joined(separator: ","))"
    }

    fileprivate init?(attribute: String) {
        let parts = attribute.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 2, let organisation = UUID(uuidString: String(parts[0])) else { return nil }
        self.init(
            organisation: organisation,
            roles: parts[1].split(separator: ",").compactMap { OrganisationRole(rawValue: String($0)) })
    }
}

extension String {
    fileprivate mutating func field(_ name: String, _ value: String) {
        self += #",""#
        self += name
        self += #"":"#
        JSON.append(value, to: &self)
    }
}
