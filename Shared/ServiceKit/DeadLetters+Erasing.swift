// SPDX-License-Identifier: Apache-2.0

import Broker
public import Contracts
import Messaging

extension DeadLetters {
    /// Takes a person out of all letters that are there when it begins. Every letter goes to the end of the queue, so that
    /// their order stays; what names the person and is not a message is thrown away.
    ///
    /// - Parameter isRehearsal: true to change nothing, and to look at the oldest 10,000 only.
    /// - Returns: how many letters name the person.
    public func erase(_ person: Person, isRehearsal: Bool) async throws -> Int {
        let all = min(try await depth, isRehearsal ? 10_000 : .max)
        guard all > 0 else { return 0 }
        let eraser = Eraser(.person(person))
        let consumer = try await open(prefetch: isRehearsal ? all : Self.portion)
        let publisher = isRehearsal ? nil : try await Publisher.open(address, name: "dead letters \(service)")
        var (seen, named) = (0, 0)
        while seen < all,
            let letters = try await consumer.next(max: min(Self.portion, all - seen), within: Self.silence)
        {
            seen += letters.count
            let lefts = letters.map { Left(of: $0, by: eraser) }
            named += lefts.count { if case .same = $0 { false } else { true } }
            guard let publisher, let last = letters.last else { continue }
            let going = zip(letters, lefts).compactMap { letter, left in
                left.body(of: letter).map { moved(letter, $0) }
            }
            guard try await publisher.publish(going).allSatisfy({ $0 == .confirmed }) else {
                throw BrokerError(.blocked, "The broker does not take the letters at the moment")
            }
            try await consumer.acknowledge(through: last.tag)
        }
        await publisher?.close()
        // Closing without an acknowledgement gives back what a rehearsal looked at.
        await consumer.close()
        return named
    }

    /// A letter as it goes back into the queue, in the operator's name. It says of itself what it said before, as far as
    /// that was believed: what a stranger wrote into a header must not become the operator's word.
    private func moved(_ letter: Delivery, _ body: [UInt8]) -> OutboundMessage {
        var properties = letter.properties
        properties.userID = address.user
        properties.headers = [
            Header.reason: .string(Header.shortened(Self.reason(letter.properties))),
            Header.relayedFor: .string(sender(of: letter.properties) ?? ""),
        ]
        if isOurs(letter.properties) {
            for name in [Header.exchange, Header.key] { properties.headers[name] = letter.properties.headers[name] }
        }
        return OutboundMessage(
            exchange: Routes.direct, routingKey: Routes.dead(service), body: body, properties: properties)
    }

    /// What is left of a letter.
    private enum Left {
        case same
        case less([UInt8])
        case nothing

        init(of letter: Delivery, by eraser: Eraser) {
            let text = String(decoding: letter.body, as: UTF8.self)
            let type = (try? Envelope.decode(from: letter.body))?.type.text ?? ""
            do {
                let left = try eraser.eraseAnywhere(text, Catalogue.personal[type] ?? [])
                self = left.map { .less(Array($0.utf8)) } ?? .same
            } catch {
                self = eraser.isNamed(in: text) ? .nothing : .same
            }
        }

        func body(of letter: Delivery) -> [UInt8]? {
            switch self {
            case .same: letter.body
            case .less(let body): body
            case .nothing: nil
            }
        }
    }
}
