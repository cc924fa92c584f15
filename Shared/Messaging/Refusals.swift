// SPDX-License-Identifier: Apache-2.0

public import Contracts
import struct Foundation.UUID

/// What an aggregate does when an instruction of its own is refused.
public struct RefusalHandler: Sendable {
    let instruction: MessageName
    let step: @Sendable (UUID, [Problem]) -> Step

    /// - Parameter command: what the aggregate that sent the instruction is told to do about it.
    public static func refusal<I: Instruction, D: Decider>(
        of type: I.Type, _ decider: D.Type, command: @escaping @Sendable ([Problem]) -> D.Command
    ) -> RefusalHandler {
        RefusalHandler(instruction: I.name) { Step(decider, $0, [], command($1)) }
    }
}

/// The refusals of what a service has sent, among its handlers.
enum Refusals {
    /// Stands for each service: the name is put in beside it.
    enum Asker: HistoryKeeper { static let service = "asker" }

    /// A refusal that no aggregate waits for cannot be acted upon: it is quarantined with its reason.
    static func handler(of service: String, _ cases: [RefusalHandler]) -> Handler {
        let steps = Dictionary(cases.map { ($0.instruction.text, $0.step) }) { first, _ in first }
        return Handler(
            name: InstructionRefusedName.of(service), senders: InstructionRefused<Asker>.senders, isReaction: false,
            kind: .direct { body, _ in
                let (envelope, refused) = try Envelope.decode(InstructionRefused<Asker>.self, from: body)
                guard envelope.actor == .service(MessageName(refused.instruction)?.service ?? "") else {
                    throw MalformedMessage("\(envelope.actor.id) was not asked for \(refused.instruction)")
                }
                guard let step = steps[refused.instruction] else {
                    let codes = refused.problems.map(\.code).joined(separator: ", ")
                    throw MalformedMessage("\(refused.instruction) was refused, and nothing is done about it: \(codes)")
                }
                return (envelope, nil, Work(steps: [step(refused.stream, refused.problems)]))
            })
    }

    /// The answer to a message that a service has refused; nil when nobody waits for one: it is another's fact, or no
    /// aggregate sent it.
    static func answer(
        to envelope: Envelope, by service: String, _ problems: [Problem]
    ) -> (key: MessageName, body: InstructionRefused<Asker>)? {
        guard envelope.type.service == service, envelope.actor.kind == .service,
            let stream = envelope.subject.flatMap(UUID.init(uuidString:)),
            envelope.type.unversioned != InstructionRefusedName.of(service).unversioned
        else { return nil }
        return (
            InstructionRefusedName.of(envelope.actor.id),
            InstructionRefused(
                instruction: envelope.type.text, id: envelope.id, stream: stream, problems: problems)
        )
    }
}
