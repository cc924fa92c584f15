// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

@Suite("What a program's key grants")
struct APIKeyGrantTests {
    private enum Sample: String, Permission {
        case read, write, decide, own

        var standings: Set<Standing> {
            switch self {
            case .read: [.member, .nationalReviewer, .centralAdmin]
            case .write: [.administrator]
            case .decide: [.reviewer, .nationalReviewer, .centralAdmin, .member]
            case .own: [.holder]
            }
        }

        var scope: APIKeyScope? {
            switch self {
            case .read, .own: .read
            case .write: .contacts
            case .decide: nil
            }
        }
    }

    private let account = Invented.account
    private let ours = Invented.organisation
    private let theirs = Invented.id(20)

    private func actor(_ scopes: [APIKeyScope]? = nil, only organisation: UUID? = nil) -> Actor {
        .account(
            account, roles: [.centralAdmin, .reviewer(team: "national")],
            memberships: [ours, theirs].map { Membership(organisation: $0, roles: [.administrator]) },
            key: scopes.map { APIKeyGrant(key: Invented.apiKey, scopes: $0, organisation: organisation) })
    }

    @Test("A key has what its owner may and its scopes name, without roles on the platform")
    func scopes() {
        let area = Area(keeper: "test", organisation: ours, team: "national")
        let elsewhere = Area(keeper: "test", organisation: Invented.id(21), team: "national")
        #expect(actor().permissions(Sample.self, in: area).all == [.read, .write, .decide])
        #expect(actor().may(Sample.read, in: elsewhere))
        #expect(actor([.read]).permissions(Sample.self, in: area).all == [.read])
        #expect(actor(APIKeyScope.allCases).permissions(Sample.self, in: area).all == [.read, .write])
        #expect(!actor(APIKeyScope.allCases).may(Sample.read, in: elsewhere), "only by the role")
        #expect(actor([]).permissions(Sample.self, in: area).all == [])
    }

    @Test("A key for one organisation has to do with no other, whatever list of members a service keeps")
    func organisation() {
        let program = actor(APIKeyScope.allCases, only: ours)
        let members = [OrganisationMember(account: account, roles: [.administrator])]
        #expect(program.may(Sample.write, in: Area(keeper: "test", organisation: ours, members: members)))
        #expect(!program.may(Sample.read, in: Area(keeper: "test", organisation: theirs)))
        #expect(!program.may(Sample.read, in: Area(keeper: "test", organisation: theirs, members: members)))
        #expect(!program.may(Sample.own, in: Area(keeper: "test", account: account)))
        #expect(actor([.read]).may(Sample.own, in: Area(keeper: "test", account: account)))
    }

    @Test("It travels with the message, and what cannot be read grants nothing")
    func travels() throws {
        for organisation in [ours, nil] {
            let sent = actor([.contacts, .read], only: organisation)
            let envelope = Envelope(
                id: "1", source: "/attest/gateway", type: EndAPIKey.name, time: Invented.time, actor: sent)
            let body = try envelope.encode(EndAPIKey(account: account, key: Invented.apiKey))
            let read = try Envelope.decode(from: Array(body.utf8)).actor
            #expect(read == sent)
            // Also where the message is not of the usual form.
            let unusual = body.replacing("{\"specversion\"", with: "{\"more\":{},\"specversion\"")
            #expect(try Envelope.decode(from: Array(unusual.utf8)).actor == sent)
            let text = try #require(body.firstMatch(of: /"apikey":"([^"]*)"/)).1
            for broken in ["", "x", "\(text) x", text.uppercased().replacing("-", with: "")] {
                let body = body.replacing("\"apikey\":\"\(text)\"", with: "\"apikey\":\"\(broken)\"")
                let key = try Envelope.decode(from: Array(body.utf8)).actor.key
                #expect(key != nil && key?.scopes == [], "\(broken)")
            }
        }
        let future = APIKeyGrant(key: account, scopes: [.read], organisation: nil)
        #expect(future.scopes == [.read])
    }
}
