// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc
import Threads

/// One connection of libpq, on one thread. All contact with the library is here and in the extensions.
///
/// The socket does not block; waiting is `poll`, on the thread that owns the session. So a pipeline cannot stand still
/// with both sides' buffers full, and a cancelled task can be heard.
final class Session {
    enum Mode {
        /// Prepared statements in pipelines.
        case pipeline
        /// One text at a time.
        case simple
    }

    let handle: OpaquePointer
    let bell: Bell
    private let cancel: OpaquePointer?
    private(set) var isBroken = false
    var statements = StatementCache(capacity: 512)
    var parameters = ParameterBuffer()
    /// The longest that one statement can run before the server itself stops it; nil without limit.
    let patience: Duration?

    /// Connects; this blocks.
    init(_ configuration: DatabaseConfiguration, mode: Mode) throws(DatabaseError) {
        try Self.check(configuration.url)
        bell = try Bell()
        patience = configuration.statementTimeout > .zero ? configuration.statementTimeout : nil
        let keywords = configuration.keywords
        let opened = withCStrings(keywords.map(\.0)) { names in
            withCStrings(keywords.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let opened else { throw DatabaseError(.connectionLost, detail: "there is no memory for a connection") }
        guard PQstatus(opened) == CONNECTION_OK else {
            // Before any statement the message holds where and why, and no values.
            let message = PQerrorMessage(opened).map { String(cString: $0) } ?? ""
            PQfinish(opened)
            throw DatabaseError(.connectionLost, detail: message.split(separator: "\n").joined(separator: " "))
        }
        handle = opened
        cancel = PQgetCancel(opened)
        postgres_silence_notices(opened)
        guard PQsetnonblocking(opened, 1) == 0, mode == .simple || PQenterPipelineMode(opened) == 1 else {
            throw lost()
        }
    }

    deinit {
        PQfreeCancel(cancel)
        PQfinish(handle)
    }

    /// libpq's message about a string that it cannot read quotes the string, and with it the password.
    private static func check(_ url: String) throws(DatabaseError) {
        let options = PQconninfoParse(url, nil)
        PQconninfoFree(options)
        guard options != nil else {
            throw DatabaseError(.configuration, detail: "the connection string cannot be read")
        }
    }

    var descriptor: Int32 { PQsocket(handle) }

    var transactionStatus: TransactionStatus {
        if isBroken { return .unknown }
        return switch PQtransactionStatus(handle) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .open
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    /// Looks at the socket between statements, when only bad news can have come.
    func checkHealth() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // The end of the connection comes after the server's last words.
        while !isBroken, poll(&entry, 1, 0) > 0 {
            if PQconsumeInput(handle) == 0 || PQstatus(handle) != CONNECTION_OK { _ = lost() }
        }
    }

    /// Marks the connection as gone.
    func lost() -> DatabaseError {
        isBroken = true
        return .lost
    }

    /// Asks the server to stop what runs; the answer comes on this connection, as that of the statement.
    func requestCancel() {
        var buffer = [CChar](repeating: 0, count: 256)
        _ = PQcancel(cancel, &buffer, Int32(buffer.count))
    }
}

/// Calls `body` with a null-terminated list of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) } + [nil])
}
