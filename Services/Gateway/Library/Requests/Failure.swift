// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Hummingbird
import ServiceKit

/// Why a request gets no good answer, as pages and the API tell it.
struct Failure: Error {
    var status: HTTPResponse.Status
    var problems: [Problem]
    /// Seconds until it is worth trying again.
    var retryAfter: Int?
    /// What a program's key would need.
    var scope: APIKeyScope?
    /// The revision of now, of what somebody else has written since.
    var tag: EntityTag?

    init(_ status: HTTPResponse.Status, _ problems: [Problem] = [], retryAfter: Int? = nil) {
        self.status = status
        self.problems = problems
        self.retryAfter = retryAfter
    }

    /// What a service's answer, or its silence, means to whoever made the request.
    init(_ error: ClientError) {
        switch error {
        case .refused(let problems): self.init(Self.status(of: problems), problems)
        case .unavailable: self.init(.serviceUnavailable, [.unavailable], retryAfter: 5)
        case .failed: self.init(.serviceUnavailable, [.failed], retryAfter: 5)
        }
        if status == .tooManyRequests || status == .serviceUnavailable, case .refused = error {
            retryAfter = problems.first?.until.map { Self.seconds(until: $0) } ?? 60
        }
    }

    /// Whole seconds until a time, one at least.
    static func seconds(until time: Date) -> Int { max(1, Int(time.timeIntervalSinceNow.rounded(.up))) }

    static let notFound = Failure(.notFound, [.notFound])
    static let forbidden = Failure(.forbidden, [.forbidden])

    /// The first problem decides.
    private static func status(of problems: [Problem]) -> HTTPResponse.Status {
        switch problems.first?.kind {
        case .forbidden: .forbidden
        case .missing: .notFound
        case .conflict, .stale: .conflict
        case .tooOften: .tooManyRequests
        case .busy: .serviceUnavailable
        case nil: .unprocessableContent
        }
    }
}

extension Problem {
    static let unavailable = Problem(
        code: "unavailable", message: "We could not do this just now. Nothing you typed is lost: try again in a minute."
    )
    static let failed = Problem(
        code: "failed", message: "Something went wrong on our side. Nothing you typed is lost: try again in a minute.")
    static let staleForm = Problem(
        code: "stale-form", message: "This form is out of date. Go back, load the page again and send it once more.")
}
