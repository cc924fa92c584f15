// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Database
public import struct Foundation.Date

/// Answers one kind of query with SQL over projections.
public protocol Question<Asked>: Sendable {
    associatedtype Asked: Query
    /// True when an answer costs processor time more than a look into the database does: it is then computed on threads of
    /// its own, few at once, so that nobody else waits for it.
    static var isCostly: Bool { get }
    /// - Throws: `QuestionRefused` when the actor may not know; anything else is answered as a failure and logged.
    func answer(_ query: Asked, for actor: Actor, at time: Date, from database: Pool) async throws -> Asked.Answer
}

extension Question {
    public static var isCostly: Bool { false }
}

/// A no to a question.
public struct QuestionRefused: Error, Sendable {
    public let problems: [Problem]

    public init(_ problems: Problem...) { self.problems = problems }

    public static let forbidden = QuestionRefused(.forbidden)
    public static let notFound = QuestionRefused(.notFound)
}
