// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Cryptography
public import Database
public import struct Foundation.UUID

/// What a service does with one type of message. A fact may have several handlers in one service: they take effect together,
/// or not at all.
public struct Handler: Sendable {
    public let name: MessageName
    let senders: Senders
    /// True for facts of other services: the service's queue is bound to them when it starts.
    public let isReaction: Bool
    let kind: Kind

    enum Kind: Sendable {
        /// Decided in the batch it arrives in.
        case direct(@Sendable (_ body: [UInt8], _ digested: Bool) throws -> (Envelope, digest: [UInt8]?, Work))
        /// Needs something slow or a look-up first, and is then decided by itself.
        case prepared(
            @Sendable (_ body: [UInt8], _ digested: Bool) throws -> (
                Envelope, digest: [UInt8]?, @Sendable (Actor, Pool) async throws -> Preparing
            ))
    }

    enum Preparing: Sendable {
        case work(Work)
        case settled(Reply?)
    }

    /// An instruction that one aggregate decides.
    ///
    /// - Parameters:
    ///   - stream: which aggregate.
    ///   - claims: the unique values that the decision asks about.
    public static func instruction<I: Instruction, D: Decider>(
        _ type: I.Type, _ decider: D.Type, stream: @escaping @Sendable (I) -> UUID,
        claims: @escaping @Sendable (I) -> [Claim] = { _ in [] }, command: @escaping @Sendable (I) -> D.Command
    ) -> Handler {
        Handler(
            name: I.name, senders: I.senders, isReaction: false,
            kind: .direct { body, digested in
                let (envelope, instruction) = try Envelope.decode(type, from: body)
                let step = Step(
                    decider, stream(instruction), claims(instruction), command(instruction), isInstructed: true)
                return (envelope, try digested ? digest(of: instruction) : nil, Work(steps: [step]))
            })
    }

    /// A foreign fact that becomes a command for one of the service's own aggregates, or nothing.
    public static func reaction<F: Fact, D: Decider>(
        to type: F.Type, _ decider: D.Type, stream: @escaping @Sendable (F) -> UUID,
        claims: @escaping @Sendable (F) -> [Claim] = { _ in [] }, command: @escaping @Sendable (F) -> D.Command?
    ) -> Handler {
        reaction(to: type, decider, streams: { [stream($0)] }, claims: claims, command: { fact, _ in command(fact) })
    }

    /// A foreign fact that becomes a command for each of several aggregates: all of them decide it, or none does.
    public static func reaction<F: Fact, D: Decider>(
        to type: F.Type, _ decider: D.Type, streams: @escaping @Sendable (F) -> [UUID],
        claims: @escaping @Sendable (F) -> [Claim] = { _ in [] }, command: @escaping @Sendable (F, UUID) -> D.Command?
    ) -> Handler {
        Handler(
            name: F.name, senders: F.senders, isReaction: true,
            kind: .direct { body, _ in
                let (envelope, fact) = try Envelope.decode(type, from: body)
                let steps = streams(fact).compactMap { stream in
                    command(fact, stream).map { Step(decider, stream, claims(fact), $0) }
                }
                return (envelope, nil, Work(steps: steps))
            })
    }

    /// The same, told where the fact stands in its stream: for what must not depend on the order in which two facts about
    /// one thing arrive.
    public static func reaction<F: Fact, D: Decider>(
        to type: F.Type, _ decider: D.Type, stream: @escaping @Sendable (F) -> UUID,
        received command: @escaping @Sendable (Received<F>) -> D.Command?
    ) -> Handler {
        Handler(
            name: F.name, senders: F.senders, isReaction: true,
            kind: .direct { body, _ in
                let (envelope, fact) = try Envelope.decode(type, from: body)
                let received = Received(fact: fact, sequence: envelope.sequence ?? 0, time: envelope.time)
                let step = command(received).map { Step(decider, stream(fact), [], $0) }
                return (envelope, nil, Work(steps: step.map { [$0] } ?? []))
            })
    }

    /// A message that needs something slow or a look-up before it can be decided: a password to hash, an address to
    /// resolve, a directory entry to copy. It leaves the batch, is prepared, and is then decided by itself.
    public static func prepared<M: Message, D: Decider>(
        _ type: M.Type, _ decider: D.Type,
        prepare: @escaping @Sendable (M, Actor, Pool) async throws -> Preparation<D.Command>
    ) -> Handler {
        Handler(
            name: M.name, senders: M.senders, isReaction: type is any Fact.Type,
            kind: .prepared { body, digested in
                let (envelope, message) = try Envelope.decode(type, from: body)
                return (
                    envelope, try digested ? (message as? any Instruction).flatMap { try digest(of: $0) } : nil,
                    { actor, database in
                        switch try await prepare(message, actor, database) {
                        case .decide(let stream, let claims, let command):
                            .work(
                                Work(steps: [
                                    Step(decider, stream, claims, command, isInstructed: type is any Instruction.Type)
                                ]))
                        case .each(let commands):
                            commands.isEmpty
                                ? .settled(nil)
                                : .work(
                                    Work(
                                        steps: commands.map { stream, command in
                                            Step(
                                                decider, stream, [], command,
                                                isInstructed: type is any Instruction.Type)
                                        }))
                        case .refused(let problems): .settled(.refused(problems))
                        case .nothing: .settled(nil)
                        }
                    }
                )
            })
    }

    /// A foreign fact that is copied into a table of the service's own. The statement must keep the row with the
    /// higher sequence, so that late, doubled and reordered facts give the same table.
    public static func record<F: Fact>(
        _ type: F.Type, write: @escaping @Sendable ([Received<F>]) -> [SQL]
    ) -> Handler {
        let recorder = Recorder { values in write(values.compactMap { $0 as? Received<F> }) }
        return Handler(
            name: F.name, senders: F.senders, isReaction: true,
            kind: .direct { body, _ in
                let (envelope, fact) = try Envelope.decode(type, from: body)
                let received = Received(fact: fact, sequence: envelope.sequence ?? 0, time: envelope.time)
                return (envelope, nil, Work(records: [Record(recorder: recorder, value: received)]))
            })
    }

    /// The digest of what an instruction says; nil when nothing may be kept of it.
    private static func digest(of instruction: some Instruction) throws -> [UInt8]? {
        Swift.type(of: instruction).isConfidential ? nil : SHA256.digest(try JSON.text(instruction))
    }
}

/// What a prepared message turned out to need.
public enum Preparation<Command: Sendable>: Sendable {
    case decide(stream: UUID, claims: [Claim] = [], Command)
    /// Several aggregates are concerned: all of them decide it, or none does.
    case each([(stream: UUID, command: Command)])
    case refused([Problem])
    /// Nothing to do; the sender is told that it took effect.
    case nothing
}
