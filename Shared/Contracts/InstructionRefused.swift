// SPDX-License-Identifier: Apache-2.0

public import struct Foundation.UUID

/// A service's no to an instruction that another aggregate sent it, or one of its own: `compliance.instruction-refused.v1`
/// goes to compliance. The engine sends it in the transaction that refuses, and it is never answered itself.
public struct InstructionRefused<Keeper: HistoryKeeper>: Instruction {
    public static var name: MessageName { InstructionRefusedName.of(Keeper.service) }
    public static var senders: Senders { [.identity, .registry, .compliance, .notification] }
    public static var personal: [PersonalField] { [.text("problems.*.message")] }

    /// The type of the instruction.
    public var instruction: String
    /// The instruction's id.
    public var id: String
    /// The stream whose decision sent it.
    public var stream: UUID
    public var problems: [Problem]

    public init(instruction: String, id: String, stream: UUID, problems: [Problem]) {
        self.instruction = instruction
        self.id = id
        self.stream = stream
        self.problems = problems
    }
}

/// A name that is made and not written, like that of `VerifyHistory`.
public enum InstructionRefusedName {
    public static func of(_ service: String) -> MessageName {
        MessageName(stringLiteral: "\(service).instruction-refused.v1")
    }
}
