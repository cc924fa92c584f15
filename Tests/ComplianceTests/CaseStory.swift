// SPDX-License-Identifier: Apache-2.0

import Contracts
import Cryptography
import Foundation
import Messaging
import Testing

@testable import Compliance

/// A practice's case with all its parts. What one part asks of another is done at once, as the engine does it; what leaves
/// the case is kept for the test to look at.
struct CaseStory {
    var statement = Story<StatementDecider>()
    var process = Story<CaseDecider>()
    var assessment = Story<AssessmentDecider>()
    var plan = Story<PlanDecider>()
    var agreement = Story<AgreementDecider>()
    var time = Date(timeIntervalSince1970: 1_800_000_000)  // 15 January 2027, 08:00 UTC, a Friday
    /// Instructions that went to others since the last message began.
    var sent: [any Instruction] = []
    /// What happened since the last message began.
    var happened: [any Fact] = []
    private var commands: UInt8 = 0

    mutating func wait(_ seconds: Double) { time = time.addingTimeInterval(seconds) }

    /// All that has happened, part by part.
    var facts: [any Fact] {
        statement.events.map(\.fact) + process.events.map(\.fact) + assessment.events.map(\.fact)
            + plan.events.map(\.fact) + agreement.events.map(\.fact)
    }

    // MARK: Messages

    /// Tells the case something. A refusal is thrown; one that is recorded is kept first.
    ///
    /// - Returns: what happened by it, in all parts.
    @discardableResult
    mutating func tell(_ message: any Message, by actor: Actor) throws -> [any Fact] {
        (sent, happened) = ([], [])
        try pass(message, by: actor)
        return happened
    }

    private mutating func pass(_ message: any Message, by actor: Actor) throws {
        switch message {
        case let fact as OrganisationRegistered: try perform(\.statement, .open(fact), by: actor)
        case let fact as ODSCodeRecorded:
            try perform(\.statement, .recordCode(fact), by: actor)
            try perform(\.process, .recordCode(fact), by: actor)
            try perform(\.assessment, .recordCode(fact), by: actor)
        case let fact as EmailUndelivered where fact.template == "declaration":
            try perform(\.agreement, .emailFailed(fact.email), by: actor)
        case let fact as EmailUndelivered: try perform(\.process, .emailFailed(fact), by: actor)
        case let asked as RecordContacts: try perform(\.statement, .recordContacts(asked), by: actor)
        case let asked as NotifyContact: try perform(\.statement, .notify(asked), by: actor)
        case let asked as TellAdministrators: try perform(\.statement, .tell(asked), by: actor)
        case let asked as PrepareDeclaration:
            do {
                try perform(\.statement, .prepare(asked), by: actor)
            } catch is StatementRefusal {
                try perform(\.process, .lackSignatory, by: actor)
            }
        case let asked as AgreeStatement: try perform(\.statement, .agree(asked), by: actor)
        case let asked as OpenCase: try perform(\.process, .open(asked), by: actor)
        case let asked as MoveGate: try perform(\.process, .move(asked), by: actor)
        case let asked as OpenAssessment: try perform(\.assessment, .open(asked), by: actor)
        case is AllowSubmission: try perform(\.assessment, .allowSubmission, by: actor)
        case let asked as AnswerRequirement: try perform(\.assessment, .answer(asked), by: actor)
        case is SubmitAssessment: try perform(\.assessment, .submit, by: actor)
        case let asked as OpenPlan: try perform(\.plan, .open(asked), by: actor)
        case let asked as SaveImprovementPlan:
            try perform(\.plan, .save(asked.actions, isComplete: asked.isComplete, seen: asked.seen), by: actor)
        case let asked as SubmitImprovementPlan:
            try perform(\.plan, .submit(asked.actions, seen: asked.seen), by: actor)
        case let asked as DecidePlan: try perform(\.plan, .decide(asked), by: actor)
        case let asked as OpenAgreement: try perform(\.agreement, .open(asked), by: actor)
        case let asked as ReplaceSignatory: try perform(\.agreement, .replaceSignatory(asked.signatory), by: actor)
        case let asked as SignDeclaration: try perform(\.agreement, .sign(asked), by: actor)
        case let asked as RemindOfDeclaration: try perform(\.agreement, .remind(issue: asked.issue), by: actor)
        case is ResendDeclaration: try perform(\.agreement, .resend, by: actor)
        case let asked as any Instruction: sent.append(asked)
        default: Issue.record("Nobody in a case hears of \(type(of: message).name)")
        }
    }

    private mutating func perform<D: Decider>(
        _ part: WritableKeyPath<CaseStory, Story<D>>, _ command: D.Command, by actor: Actor
    ) throws {
        self[keyPath: part].time = time
        self[keyPath: part].commands = commands
        defer { commands &+= 1 }
        happened += try self[keyPath: part].perform(command, by: actor).map(\.fact)
        for case .send(let instruction) in self[keyPath: part].consequences {
            try pass(instruction, by: Cast.desk)
        }
    }

    /// Expects a refusal with exactly these codes, and nothing changed unless the refusal itself is an event.
    mutating func refuses(
        _ message: any Message, by actor: Actor, _ codes: String..., recorded: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = facts.count
        do {
            try tell(message, by: actor)
            Issue.record("It was not refused", sourceLocation: sourceLocation)
        } catch let refusal as any DomainRefusal {
            #expect(refusal.problems.map(\.code) == codes, sourceLocation: sourceLocation)
            #expect(refusal.problems.allSatisfy { $0.message.hasSuffix(".") }, sourceLocation: sourceLocation)
            #expect((facts.count == before) == !recorded, sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
        }
    }

    /// What a message is refused for; nothing when it is not.
    func problems(_ message: any Message, by actor: Actor) -> [Problem] {
        var story = self
        do {
            try story.tell(message, by: actor)
            return []
        } catch {
            return (error as? any DomainRefusal)?.problems ?? []
        }
    }

    /// In how many seconds a message that is refused now says that it is worth trying again.
    func retry(_ message: any Message, by actor: Actor) -> Double? {
        problems(message, by: actor).first?.until?.timeIntervalSince(time).rounded()
    }

    // MARK: What came of it

    /// The case as its members see it.
    var details: CaseDetails? {
        process.state.map { state in
            DescribeCaseQuestion.details(
                CaseReading(
                    state: state, statement: statement.state, assessment: assessment.state, plan: plan.state,
                    agreement: agreement.state, version: 1, signed: time, opened: time), for: Cast.administrator)
        }
    }
    var stage: CaseStage? { details?.stage }
    var outstanding: [OutstandingStep] { details?.outstanding ?? [] }

    /// The e-mails that followed from the last message.
    var emails: [SendEmail] { sent.compactMap { $0 as? SendEmail } }

    /// An instruction of one type that left the case.
    func sent<I: Instruction>(_ type: I.Type) -> I? { sent.lazy.compactMap { $0 as? I }.first }

    /// A fact of one type that happened last.
    func happened<F: Fact>(_ type: F.Type) -> F? { happened.lazy.compactMap { $0 as? F }.first }

    /// What the newest `declaration` e-mail holds under its seal.
    func secrets() throws -> (token: String, code: String) {
        let sealed = try #require(emails.first { $0.template == "declaration" }?.sealed)
        let plain = try Story<AgreementDecider>.sealingKey.open(
            try #require(Base64.decode(sealed)), context: Context.sealedContext)
        let values = try JSON.value([String: String].self, from: plain)
        #expect(values.count == 2)
        return (try #require(values["token"]), try #require(values["code"]))
    }

    /// The token of the contact's own link.
    func contactsToken() throws -> String {
        let sealed = try #require(emails.first { $0.template == "declaration-copy" }?.sealed)
        let plain = try Story<AgreementDecider>.sealingKey.open(
            try #require(Base64.decode(sealed)), context: Context.sealedContext)
        let values = try JSON.value([String: String].self, from: plain)
        #expect(Array(values.keys) == ["token"])
        return try #require(values["token"])
    }

    // MARK: Beginnings

    static let host = ParentOrganisation(code: "5QD", name: "Riverside host")

    static func opened(odsCode: String? = "K83002", parent: ParentOrganisation? = host) throws -> CaseStory {
        var story = CaseStory()
        try story.tell(Cast.registered(odsCode: odsCode, parent: parent), by: .visitor)
        return story
    }

    /// Contacts recorded and every requirement answered: at level 2, but for those named.
    static func answered(
        below: [String: Int] = [:], odsCode: String? = "K83002", parent: ParentOrganisation? = host
    ) throws -> CaseStory {
        var story = try opened(odsCode: odsCode, parent: parent)
        try story.tell(Cast.contacts(), by: Cast.administrator)
        for requirement in try #require(story.assessment.state).requirements {
            try story.tell(
                Cast.answer(requirement.number, level: below[requirement.number] ?? 2), by: Cast.administrator)
        }
        return story
    }

    static func submitted(below: [String: Int] = [:]) throws -> CaseStory {
        var story = try answered(below: below)
        try story.tell(Cast.submission, by: Cast.administrator)
        return story
    }

    static func planWaiting(parent: ParentOrganisation? = host) throws -> CaseStory {
        var story = try answered(below: ["114": 1, "117": 0], parent: parent)
        try story.tell(Cast.submission, by: Cast.administrator)
        try story.tell(Cast.plan([Cast.action("117"), Cast.action("114")]), by: Cast.administrator)
        return story
    }

    /// The decision on the plan that waits.
    func decision(approved: Bool, comment: String = "", task: UUID? = nil) throws -> DecidePlan {
        DecidePlan(
            caseID: Cast.caseID, task: try task ?? #require(plan.state?.task), reviewer: Cast.reviewer.reference,
            approved: approved, comment: comment)
    }

    /// What somebody sends who follows a link and enters a code.
    func attempt(
        _ token: String, _ code: String, name: String = "Dr Amal Osei", capacity: SigningCapacity = .own,
        text: String? = nil
    ) -> SignDeclaration {
        SignDeclaration(
            caseID: Cast.caseID, tokenDigest: Hex.encode(SHA256.digest(token)),
            codeDigest: Hex.encode(SHA256.digest("\(token).\(code)")), capacity: capacity, name: name, text: text)
    }
}
