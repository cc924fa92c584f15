// SPDX-License-Identifier: Apache-2.0

import Contracts
import HTTPTypes
import Hummingbird
import ServiceKit

/// The revision of something that people write, as `ETag` and `If-Match` have it: `"3"`. IMP-05
struct EntityTag: Sendable, Equatable {
    let revision: Int

    var text: String { "\"\(revision)\"" }

    /// What a client says that it saw; nil when it does not say, or that anything is right.
    ///
    /// A tag that is none of ours matches no revision.
    static func seen(_ header: String?) throws(Failure) -> Int? {
        guard let header, header != "*" else { return nil }
        let tag = header.hasPrefix("W/") ? header.dropFirst(2) : header[...]
        guard tag.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\""), !tag.dropFirst().dropLast().contains("\"")
        else {
            throw Failure(.badRequest, [.malformedTag])
        }
        // A weak tag is never the same as a strong one.
        return header.hasPrefix("W/") ? -1 : Int(tag.dropFirst().dropLast()) ?? -1
    }
}

extension Problem {
    static let malformedTag = Problem(
        code: "malformed", field: "If-Match", message: "Give one entity tag in quotes, as ETag had it, or an asterisk.")
}

extension Operation {
    /// The same, done only when the thing is still as the client saw it, if the client says what it saw.
    ///
    /// - Parameter revision: the one of now, for whoever is too late.
    func guarded(by revision: @escaping @Sendable (Call) async throws -> Int?) -> Operation {
        var operation = self
        operation.isGuarded = true
        operation.refusals.append(.preconditionFailed)
        operation.handle = { [handle] call in
            do {
                return try await handle(call)
            } catch ClientError.refused(let problems) where problems.first?.kind == .stale {
                var failure = Failure(.preconditionFailed, problems)
                failure.tag = (try? await revision(call)).flatMap { $0 }.map(EntityTag.init)
                throw failure
            }
        }
        return operation
    }

    /// Shows one thing with its revision.
    static func get<Value: Described>(
        _ path: String, _ name: String, _ summary: String, gives: Value.Type,
        tagged answer: @escaping @Sendable (Call) async throws -> (value: Value, revision: Int?)
    ) -> Operation {
        Operation(
            method: .get, path: "/api/v1/\(path)", name: name, summary: summary,
            gives: Answer(status: .ok, about: "As asked.", body: Shape(Value.self), hasTag: true)
        ) { call in
            let (value, revision) = try await answer(call)
            var response = try Response.json(value)
            response.headers[.eTag] = revision.map { EntityTag(revision: $0).text }
            return response
        }
    }
}
