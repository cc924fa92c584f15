// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Messaging
import Testing

@testable import Compliance

/// Given / when / then on one aggregate: what is performed is decided, evolved and followed up as the engine would.
struct Story<D: Decider> where D.State: Equatable {
    var state: D.State?
    var time = Date(timeIntervalSince1970: 1_800_000_000)  // 15 January 2027, 08:00 UTC, a Friday
    /// All that happened, as the log would hold it.
    var recorded: [Recorded<D.Event>] = []
    var events: [D.Event] { recorded.map(\.event) }
    /// What followed from the last command.
    var consequences: [Consequence] = []
    /// How many commands were performed: each has a seed of its own.
    var commands: UInt8 = 0
    static var sealingKey: SealingKey { get throws { try SealingKey(bytes: Array(repeating: 3, count: 32)) } }

    /// Lets time pass.
    mutating func wait(_ seconds: Double) { time = time.addingTimeInterval(seconds) }

    /// What the next command sees of the outside.
    func context(_ actor: Actor, number: UInt8? = nil) throws -> Context {
        Context(
            actor: actor, time: time, seed: Array(repeating: number ?? commands + 1, count: 32),
            sealingKey: try Self.sealingKey)
    }

    /// Performs a command. A refusal is thrown; one that is recorded is kept first.
    @discardableResult
    mutating func perform(_ command: D.Command, by actor: Actor) throws -> [D.Event] {
        let context = try context(actor)
        commands += 1
        consequences = []
        let new = try D.decide(command, given: state, in: context)
        for event in new {
            let evolved = D.evolve(state, with: event)
            // A state is stored as JSON between two commands.
            #expect(try JSON.value(D.State.self, from: JSON.bytes(evolved)) == evolved)
            state = evolved
            recorded.append(
                Recorded(
                    event: event, version: Int64(recorded.count + 1), time: context.time, actor: actor.reference))
        }
        if let refusal = D.refusal(for: new) { throw refusal }
        guard let state else { return new }
        consequences = new.flatMap { D.consequences(of: $0, state: state, in: context) }
        return new
    }

    /// Expects a refusal with exactly these codes, and nothing changed unless the refusal itself is an event.
    mutating func refuses(
        _ command: D.Command, by actor: Actor, _ codes: String..., recorded: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = state
        do {
            try perform(command, by: actor)
            Issue.record("It was not refused", sourceLocation: sourceLocation)
        } catch let refusal as D.Refusal {
            #expect(refusal.problems.map(\.code) == codes, sourceLocation: sourceLocation)
            #expect(refusal.problems.allSatisfy { $0.message.hasSuffix(".") }, sourceLocation: sourceLocation)
            #expect((state == before) == !recorded, sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    /// In how many seconds a command that is refused now says that it is worth trying again.
    func retry(_ command: D.Command, by actor: Actor) -> Double? {
        var story = self
        do {
            try story.perform(command, by: actor)
            return nil
        } catch {
            let until = (error as? D.Refusal)?.problems.first?.until
            return until?.timeIntervalSince(time).rounded()
        }
    }

    /// The e-mails that followed from the last command.
    var emails: [SendEmail] {
        consequences.compactMap { if case .send(let email as SendEmail) = $0 { email } else { nil } }
    }

    /// An instruction of one type that followed from the last command.
    func sent<I: Instruction>(_ type: I.Type) -> I? {
        consequences.lazy.compactMap { if case .send(let instruction as I) = $0 { instruction } else { nil } }.first
    }
}

/// The people and things that the stories are about.
enum Cast {
    static let practice = UUID()
    static let other = UUID()
    static let caseID = CaseID.of(organisation: practice)
    static let administrator = Actor.account(
        UUID(), memberships: [Membership(organisation: practice, roles: [.administrator])])
    static let colleague = Actor.account(UUID(), memberships: [Membership(organisation: practice, roles: [.contact])])
    static let stranger = Actor.account(
        UUID(), memberships: [Membership(organisation: other, roles: [.administrator])])
    static let reviewer = Actor.account(UUID(), roles: [.reviewer(team: "host-5qd")])
    static let secondReviewer = Actor.account(UUID(), roles: [.reviewer(team: "host-5qd")])
    static let foreignReviewer = Actor.account(UUID(), roles: [.reviewer(team: "host-5qe")])
    static let nationalReviewer = Actor.account(UUID(), roles: [.reviewer(team: "national")])
    static let centralAdmin = Actor.account(UUID(), roles: [.centralAdmin])
    static let desk = Actor.service("compliance")

    /// What whoever may not do something with the case is told: those who may not read it are told that there is none.
    static func barred(_ actor: Actor) -> String {
        let readers = [administrator, colleague, reviewer, nationalReviewer, centralAdmin, .operator]
        return readers.contains(actor) ? "forbidden" : "not-found"
    }

    /// The same of a task.
    static func barredFromTask(_ actor: Actor) -> String {
        [reviewer, secondReviewer, .operator].contains(actor) ? "forbidden" : "not-found"
    }

    static let signatory = Contact(
        name: "Dr Amal Osei", position: "Senior partner", email: "amal.osei@example.nhs.uk", telephone: "01632 960 001")
    static let contact = Contact(
        name: "Jo Fielding", position: "Practice manager", email: "jo.fielding@example.nhs.uk", telephone: "")

    static func registered(
        category: String = "general-practice", odsCode: String? = "K83002",
        parent: ParentOrganisation? = ParentOrganisation(code: "5QD", name: "Riverside host")
    ) -> OrganisationRegistered {
        OrganisationRegistered(
            organisation: practice, name: "The Meadow Surgery", category: category, odsCode: odsCode,
            address: Address(lines: ["1 Meadow Lane"], town: "Riverton", county: "", postcode: "RV1 1AA"),
            parent: parent, mode: "independent")
    }

    static func contacts(signatory: Contact = signatory, contact: Contact = contact, seen: Int? = nil) -> RecordContacts
    {
        RecordContacts(caseID: caseID, signatory: signatory, contact: contact, seen: seen)
    }

    static func answer(
        _ requirement: String, level: Int? = 2, notApplicable: Bool = false,
        evidence: String = "Shown to the partners.",
        seen: Int? = nil
    ) -> AnswerRequirement {
        AnswerRequirement(
            caseID: caseID, requirement: requirement, level: level, notApplicable: notApplicable,
            evidence: evidence, seen: seen)
    }

    static let submission = SubmitAssessment(caseID: caseID)
    static let resending = ResendDeclaration(caseID: caseID)

    static func plan(_ actions: [PlanAction], seen: Int? = nil) -> SubmitImprovementPlan {
        SubmitImprovementPlan(caseID: caseID, actions: actions, seen: seen)
    }

    static func undelivered(_ email: UUID, _ template: String = "declaration") -> EmailUndelivered {
        EmailUndelivered(email: email, template: template, about: caseID)
    }

    static func action(
        _ requirement: String, action: String = "Train everybody.", owner: String = "Jo Fielding",
        due: String = "2027-06-30"
    ) -> PlanAction {
        PlanAction(requirement: requirement, action: action, owner: owner, due: due)
    }
}
