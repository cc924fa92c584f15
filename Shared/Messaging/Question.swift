// SPDX-License-Identifier: Apache-2.0

public import Contracts
public import Database
public import struct Foundation.Date

/// Answers one kind of query with SQL over projections.
public protocol Question<Asked>: Sendable {
    associatedtype Asked: Query
    /// - Throws: `QuestionRefused` when the actor may not know; anything else is answered as a failure and logged.
    func answer(_ query: Asked, for actor: Actor, at time: Date, from database: Pool) async throws -> Asked.Answer
}

/// A no to a question.
public struct QuestionRefused: Error, Sendable {
    public let problems: [Problem]

    public init(_ problems: Problem...) { self.problems = problems }

    public static let forbidden = QuestionRefused(.forbidden)
    public static let notFound = QuestionRefused(.notFound)
}
