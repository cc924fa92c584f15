// SPDX-License-Identifier: Apache-2.0

import Broker
import Contracts
import Foundation
import Logging
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite(
    "Instructions that another aggregate refuses", .enabled(if: canTravel, "needs deploy/local test"),
    .timeLimit(.minutes(5)))
struct RefusalTests {
    private static let organisation = UUID()
    private static let reviewer = Actor.account(UUID(), roles: [.reviewer(team: "national")])

    /// Says something in a service's name.
    private static func say(_ instruction: some Instruction, as service: String, _ system: RunningSystem) async throws {
        let type = type(of: instruction).name
        let sender = system.sandbox.address(as: service)
        let publisher = try await Publisher.open(sender, name: "test")
        let envelope = Envelope(
            id: Identifier.text(Identifier.make()), source: "/attest/\(service)", type: type, time: Date(),
            actor: .service(service))
        let settled = try await publisher.publish([
            OutboundMessage(
                exchange: Routes.commands, routingKey: type.text, body: Array(try envelope.encode(instruction).utf8),
                properties: MessageProperties(messageID: envelope.id, type: type.text, userID: sender.user))
        ])
        #expect(settled == [.confirmed])
        await publisher.close()
    }

    @Test("A decision that the case would not have leaves its task open again, and its reviewer is told why; IMP-05")
    func reopened() async throws {
        try await RunningSystem.with(["compliance"]) { system in
            let task = UUID()
            let subject = ReviewSubject(
                kind: "improvement-plan", caseID: UUID(), organisation: Self.organisation,
                organisationName: "Canal Walk Surgery")
            try await Self.say(
                OpenReviewTask(task: task, team: "national", subject: subject, due: Date() + 86_400), as: "compliance",
                system)
            let client = ServiceClient(
                system.sandbox.address(as: "gateway"), name: "test",
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            func shown() async throws -> ReviewTask {
                try await client.ask(DescribeReviewTask(task: task), as: Self.reviewer, trace: TraceContext())
            }
            try await eventually("the task is there") { (try? await shown()) == nil ? nil : true }
            for _ in 1...2 {
                _ = try await client.tell(
                    TakeReviewTask(task: task), id: Identifier.make(), as: Self.reviewer, trace: TraceContext())
                _ = try await client.tell(
                    DecideReviewTask(task: task, approved: true, comment: ""), id: Identifier.make(),
                    as: Self.reviewer, trace: TraceContext())
                let reopened = try await eventually("the task is open again") {
                    let task = try await shown()
                    return task.standing == "open" ? task : nil
                }
                #expect(reopened.refusal == [.notFound])
                #expect(reopened.reviewer == nil)
            }
            #expect(try await DeadLetters(system.sandbox.address, service: "compliance").list().isEmpty)
            await client.close()
        }
    }

    @Test("A refusal that nobody acts upon is a dead letter of the service that asked, with its reason")
    func unheard() async throws {
        try await RunningSystem.with(["compliance"]) { system in
            let refused = InstructionRefused<ComplianceHistory>(
                instruction: SendEmail.name.text, id: "1", stream: UUID(), problems: [.notFound])
            try await Self.say(refused, as: "notification", system)
            // Only who was asked may say no.
            try await Self.say(refused, as: "registry", system)
            let letters = DeadLetters(system.sandbox.address, service: "compliance")
            let dead = try await eventually("both are dead letters") {
                let dead = try await letters.list()
                return dead.count == 2 ? dead : nil
            }
            #expect(dead[0].reason.contains("notification.send-email.v1 was refused"))
            #expect(dead[1].reason.contains("registry was not asked"))
        }
    }
}
