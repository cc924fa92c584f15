// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@testable import Messaging

/// A fact of the registry's.
private struct Happened: Fact {
    static let name: MessageName = "registry.happened.v1"
}

/// What any partner may say.
private struct Offered: Fact {
    static let name: MessageName = "gateway.offered.v1"
    static let senders: Senders = [.gateway, .partners]
}

private struct Ask: Instruction {
    static let name: MessageName = "registry.ask.v1"
    static let senders: Senders = [.gateway, .compliance, .operator]
}

@Suite("Who may say what")
struct AdmissionTests {
    private static let admission = Admission(service: "identity", roster: Roster(partners: ["bulk-loader"]))

    private static func arrival(_ sender: String?, for first: String? = nil, key: String? = nil) -> Arrival {
        Arrival(tag: 1, body: [], sender: sender, relayedFor: first, key: key)
    }

    private static func actor<M: Message>(
        _ type: M.Type, from arrival: Arrival, claiming actor: Actor
    ) throws -> Actor {
        let envelope = Envelope(id: "1", source: "x", type: M.name, time: Date(), actor: actor)
        try admission.check(arrival, against: M.senders, of: M.name)
        return try admission.actor(of: envelope, isFact: type is any Fact.Type, from: arrival)
    }

    @Test("A fact counts from the process whose name it bears, and from nobody else", arguments: Sender.processes)
    func facts(sender: Sender) {
        let arrival = Self.arrival(sender.name)
        if sender == .registry {
            #expect(throws: Never.self) { try Self.actor(Happened.self, from: arrival, claiming: .visitor) }
        } else {
            #expect(throws: Inadmissible.self) { try Self.actor(Happened.self, from: arrival, claiming: .visitor) }
        }
    }

    @Test(
        "Whom the broker does not vouch for, or nobody knows, says nothing",
        arguments: [nil, "stranger", "", "partners"])
    func strangers(user: String?) {
        #expect(throws: Inadmissible.self) {
            try Self.actor(Offered.self, from: Self.arrival(user), claiming: .visitor)
        }
    }

    @Test("A partner acts as itself, whatever it claims")
    func partners() throws {
        let partner = Actor(kind: .partner, id: "bulk-loader")
        #expect(try Self.actor(Offered.self, from: Self.arrival("bulk-loader"), claiming: .operator) == partner)
        #expect(throws: Inadmissible.self) {
            try Self.actor(Ask.self, from: Self.arrival("bulk-loader"), claiming: partner)
        }
    }

    @Test("Each process acts as certain kinds of actor only")
    func actors() throws {
        let admin = Actor.account(Identifier.make(), roles: [.centralAdmin])
        #expect(try Self.actor(Ask.self, from: Self.arrival("gateway"), claiming: admin) == admin)
        #expect(try Self.actor(Ask.self, from: Self.arrival("gateway"), claiming: .visitor) == .visitor)
        #expect(try Self.actor(Ask.self, from: Self.arrival("operator"), claiming: .operator) == .operator)
        let own = Actor.service("compliance")
        #expect(try Self.actor(Ask.self, from: Self.arrival("compliance"), claiming: own) == own)
        let refused: [(String, Actor)] = [
            ("gateway", .operator), ("gateway", .service("gateway")), ("gateway", Actor(kind: .partner, id: "x")),
            ("operator", admin), ("operator", .visitor), ("compliance", .operator), ("compliance", admin),
            ("compliance", .service("identity")), ("compliance", .visitor),
        ]
        for (user, claimed) in refused {
            #expect(throws: Inadmissible.self, "\(user) as \(claimed.reference)") {
                try Self.actor(Ask.self, from: Self.arrival(user), claiming: claimed)
            }
        }
    }

    @Test("Who caused a fact is known to its reader, but gives no right")
    func causes() throws {
        let id = Identifier.make()
        let admin = Actor.account(id, roles: [.centralAdmin])
        #expect(try Self.actor(Happened.self, from: Self.arrival("registry"), claiming: admin) == .account(id))
    }

    @Test("Only the service itself and the operator say for whom they pass a message on")
    func relayed() throws {
        let partner = Actor(kind: .partner, id: "bulk-loader")
        for relay in ["identity", "operator"] {
            let arrival = Self.arrival(relay, for: "bulk-loader")
            #expect(try Self.actor(Offered.self, from: arrival, claiming: .operator) == partner)
            #expect(throws: Inadmissible.self) { try Self.actor(Happened.self, from: arrival, claiming: .visitor) }
        }
        // A neighbour who says that it speaks for the registry speaks for itself.
        let forged = Self.arrival("notification", for: "registry")
        #expect(throws: Inadmissible.self) { try Self.actor(Happened.self, from: forged, claiming: .visitor) }
    }

    @Test("What the broker let pass by its routing key has to be what the body is")
    func keys() throws {
        let registry = Self.arrival("registry", key: "registry.happened.v1")
        #expect(throws: Never.self) { try Self.actor(Happened.self, from: registry, claiming: .visitor) }
        let other = Self.arrival("registry", key: "registry.another-thing.v1")
        #expect(throws: Inadmissible.self) { try Self.actor(Happened.self, from: other, claiming: .visitor) }
    }

    @Test("Where processes share one user everything is believed")
    func shared() throws {
        let open = Admission(service: "identity", roster: nil)
        let envelope = Envelope(id: "1", source: "x", type: Ask.name, time: Date(), actor: .operator)
        try open.check(Self.arrival(nil), against: Ask.senders, of: Ask.name)
        #expect(try open.actor(of: envelope, isFact: false, from: Self.arrival(nil)) == .operator)
    }
}
