// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Cryptography
public import Hummingbird
import Logging
import NIOCore
import ServiceKit

/// What is known of one request: who makes it, and the trace that it belongs to.
public struct GatewayContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    public var trace = TraceContext()
    var visitor = Visitor.anonymous
    var browser = Browser()
    /// The other end of the connection; nil without one.
    let peer: SocketAddress?
    /// What the browser or program calls itself.
    var userAgent: String?
    /// Nil where browsers offer no passkeys.
    var passkeySite: PasskeySite?
    /// Where the request comes from, as limits count.
    var sender = SourceNetwork.unknown

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress
    }

    /// A context without a server, for tests.
    init(logger: Logger) {
        coreContext = .init(source: LoggerSource(logger: logger))
        peer = nil
    }

    /// What a context without a server is made from.
    struct LoggerSource: RequestContextSource { let logger: Logger }

    /// On whose behalf messages are sent.
    public var actor: Actor {
        guard let session = visitor.session else { return .visitor }
        return .account(session.account, roles: session.roles, memberships: session.memberships, key: session.key)
    }

    /// The session whose token was sent, whether or not it has passed the second step.
    var held: Session? {
        switch visitor {
        case .signedIn(let session), .halfway(let session): session
        case .anonymous, .unknown: nil
        }
    }

    /// The session of whoever is signed in.
    ///
    /// - Throws: `SignInNeeded` for a visitor; `Failure` when the service that knows does not answer.
    func signedIn() throws -> Session {
        switch visitor {
        case .signedIn(let session): return session
        case .anonymous, .halfway: throw SignInNeeded()
        case .unknown(let error): throw Failure(error)
        }
    }
}

/// Who makes a request.
enum Visitor: Sendable {
    case anonymous
    case signedIn(Session)
    /// Whoever has given the password, and not the code that this account needs as well. They can do nothing else.
    case halfway(Session)
    /// There is a session's cookie, but the service that knows it did not answer.
    case unknown(ClientError)

    init(_ session: Session) { self = session.lacks == .code ? .halfway(session) : .signedIn(session) }

    var session: Session? { if case .signedIn(let session) = self { session } else { nil } }
}

/// What the browser brought to be recognised by.
struct Browser: Sendable {
    /// The session's token.
    var session: Token?
    /// What forms are bound to before there is a session.
    var visit: Token?
    /// What somebody brought from another provider, sealed.
    var arrival: String?

    /// What forms and messages are bound to; nil when the browser keeps no cookies.
    var binding: String? { session.map { "session \($0.clear)" } ?? visit.map { "visit \($0.clear)" } }
}

/// The page is for people who have signed in. The error pages lead to the sign-in page, and from there back.
struct SignInNeeded: Error {}
