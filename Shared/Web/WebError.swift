// SPDX-License-Identifier: Apache-2.0

/// Why there is no answer. It holds neither the URL nor anything that was sent.
public struct WebError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The request is not sound: another scheme than `http` and `https`, or control characters in a header.
        case malformedRequest
        /// The name is unknown, or nobody accepts a connection there.
        case unreachable
        case timedOut
        /// TLS failed, or the certificate is not trusted.
        case insecure
        /// The answer is longer than the client allows.
        case tooLarge
        /// More redirects than the client follows.
        case tooManyRedirects
        /// The connection was lost, or what came was not HTTP or led away from it.
        case broken
        /// The calling task was cancelled.
        case cancelled
    }

    public let code: Code
    /// For the log.
    public let reason: String

    public init(_ code: Code, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason.isEmpty ? code.rawValue : "\(code.rawValue): \(reason)" }
}
