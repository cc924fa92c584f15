// SPDX-License-Identifier: Apache-2.0

import CPostgres
import Glibc
import Threads

extension Session {
    /// What one command of a pipeline is for.
    private enum Command {
        case discard
        case prepare(StatementCache.Statement)
        case execute(StatementCache.Statement, SQL)
    }

    /// Sends statements in one round trip and takes their results.
    ///
    /// - Parameter interruption: nil for what must be done even in a cancelled task.
    /// - Throws: the first error; the server has skipped the statements after it.
    func trip(_ sqls: [SQL], interruption: Interruption?) throws(DatabaseError) -> [Rows] {
        guard !isBroken else { throw .lost }
        if interruption?.isRaised == true { throw .cancelledByTask }
        let commands = try send(sqls)
        var failure: DatabaseError?
        var rows: [Rows] = []
        rows.reserveCapacity(sqls.count)
        let watch = Watch(interruption, deadline: deadline(statements: sqls.count))
        try flush(watch)
        for command in commands {
            let error = try take(command, watch, into: &rows)
            if failure == nil { failure = error }
        }
        try takeSync(watch)
        statements.trim()
        if watch.cancelWasSent { try settle() }
        if let failure { throw failure }
        return rows
    }

    /// Runs a text of several statements, outside the pipeline.
    func script(_ text: String, interruption: Interruption?) throws(DatabaseError) {
        guard !isBroken else { throw .lost }
        if interruption?.isRaised == true { throw .cancelledByTask }
        let wasPipeline = PQpipelineStatus(handle) != PQ_PIPELINE_OFF
        guard !wasPipeline || PQexitPipelineMode(handle) == 1, PQsendQuery(handle, text) == 1 else { throw lost() }
        let watch = Watch(interruption, deadline: nil)
        try flush(watch)
        var failure: DatabaseError?
        while let result = try next(watch) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_FATAL_ERROR:
                let error = DatabaseError(result: result, wasCancelled: watch.cancelWasSent)
                if failure == nil { failure = error }
                if error.code == .connectionLost || PQstatus(handle) != CONNECTION_OK {
                    _ = lost()
                    throw error
                }
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                _ = lost()
                throw DatabaseError(.syntax, detail: "COPY with the client has a call of its own")
            default: break
            }
        }
        guard !wasPipeline || PQenterPipelineMode(handle) == 1 else { throw lost() }
        if watch.cancelWasSent, wasPipeline { try settle() }
        if let failure { throw failure }
    }

    // MARK: - Sending

    private func send(_ sqls: [SQL]) throws(DatabaseError) -> [Command] {
        var commands: [Command] = []
        commands.reserveCapacity(sqls.count)
        // In a failed transaction the server takes nothing but its end.
        if !statements.discarded.isEmpty, transactionStatus != .failed {
            for name in statements.takeDiscarded() {
                commands.append(.discard)
                try check(PQsendQueryParams(handle, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1))
            }
        }
        for sql in sqls {
            let (statement, isNew) = statements.statement(for: sql)
            if isNew {
                commands.append(.prepare(statement))
                let types = statement.key.types.map(\.rawValue)
                try check(PQsendPrepare(handle, statement.name, sql.text, Int32(clamping: types.count), types))
            }
            commands.append(.execute(statement, sql))
            let sent = parameters.encode(sql.arguments) { values, lengths, formats in
                PQsendQueryPrepared(
                    handle, statement.name, Int32(clamping: sql.arguments.count), values, lengths, formats, 1)
            }
            try check(sent)
        }
        try check(PQpipelineSync(handle))
        return commands
    }

    /// A command that cannot even be queued leaves a pipeline of unknown length: the connection is given up.
    private func check(_ sent: Int32) throws(DatabaseError) {
        guard sent == 1 else { throw lost() }
    }

    // MARK: - Taking results

    /// Takes one command's result.
    ///
    /// - Returns: the error, when the command failed by itself.
    private func take(_ command: Command, _ watch: Watch, into rows: inout [Rows]) throws(DatabaseError)
        -> DatabaseError?
    {
        guard let result = try next(watch) else { throw lost() }
        var failure: DatabaseError?
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            switch command {
            case .discard: PQclear(result)
            case .prepare(let statement):
                statement.isPrepared = true
                PQclear(result)
            case .execute(let statement, let sql): failure = add(result, of: statement, sql, to: &rows)
            }
        case PGRES_PIPELINE_ABORTED:
            if case .prepare(let statement) = command { statements.remove(statement) }
            PQclear(result)
        case PGRES_FATAL_ERROR:
            failure = error(in: result, of: command, watch)
            PQclear(result)
        default:
            // COPY has no place in a pipeline.
            PQclear(result)
            _ = lost()
            throw DatabaseError(.syntax, detail: "a statement of this kind cannot run in a pipeline")
        }
        if let failure, failure.code == .connectionLost || PQstatus(handle) != CONNECTION_OK {
            _ = lost()
            throw failure
        }
        while let extra = try next(watch) { PQclear(extra) }
        return failure
    }

    private func add(
        _ result: OpaquePointer, of statement: StatementCache.Statement, _ sql: SQL, to rows: inout [Rows]
    ) -> DatabaseError? {
        let columns = statement.columns ?? Columns(result)
        statement.columns = columns
        let status = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        let affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        let command = status.prefix { $0 != " " }
        rows.append(Rows(ResultSet(result, columns: columns), affected: affected, command: String(command)))
        // The server answers the COMMIT of a failed transaction with a rollback, and does not call it an error.
        let asked = sql.text.first { !$0.isWhitespace }?.lowercased()
        guard command == "ROLLBACK", asked == "c" || asked == "e" else { return nil }
        return DatabaseError(
            .transactionFailed, sqlState: "25P02", detail: "the transaction had failed and was rolled back")
    }

    private func error(in result: OpaquePointer, of command: Command, _ watch: Watch) -> DatabaseError {
        let error = DatabaseError(result: result, wasCancelled: watch.cancelWasSent)
        switch command {
        case .discard: return error
        case .prepare(let statement):
            statements.remove(statement)
            return error
        case .execute(let statement, _):
            // 0A000: the result's type changed under a prepared statement. 26000: it is gone.
            guard error.sqlState == "0A000" || error.sqlState == "26000" else { return error }
            if error.sqlState == "26000" { statement.isPrepared = false }
            statements.remove(statement)
            return DatabaseError(.stalePlan, sqlState: error.sqlState, detail: error.detail)
        }
    }

    private func takeSync(_ watch: Watch) throws(DatabaseError) {
        guard let result = try next(watch) else { throw lost() }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_PIPELINE_SYNC else { throw lost() }
        // One call more, so that the library notices that nothing is left and tells the transaction's state.
        if let extra = PQgetResult(handle) {
            PQclear(extra)
            throw lost()
        }
    }

    /// An empty trip, which meets a cancel request that came too late for the statement it was meant for.
    func settle() throws(DatabaseError) {
        try check(PQpipelineSync(handle))
        let watch = Watch(nil, deadline: .now + .seconds(10))
        try flush(watch)
        while true {
            guard let result = try next(watch) else { continue }
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC { break }
        }
        if let extra = PQgetResult(handle) { PQclear(extra) }
        guard PQstatus(handle) == CONNECTION_OK else { throw lost() }
    }

    // MARK: - Waiting

    /// What one trip waits under.
    final class Watch {
        let interruption: Interruption?
        let deadline: ContinuousClock.Instant?
        var cancelWasSent = false

        init(_ interruption: Interruption?, deadline: ContinuousClock.Instant?) {
            self.interruption = interruption
            self.deadline = deadline
        }
    }

    /// When even a server that uses every statement's time must have answered.
    private func deadline(statements: Int) -> ContinuousClock.Instant? {
        patience.map { .now + $0 * max(1, statements) + .seconds(10) }
    }

    /// Sends all that is queued, and reads meanwhile: a server that cannot write stops reading.
    func flush(_ watch: Watch) throws(DatabaseError) {
        while true {
            switch PQflush(handle) {
            case 0: return
            case 1: try wait(watch, toWrite: true)
            default: throw lost()
            }
        }
    }

    /// The next result, waiting for it; nil ends a command's results.
    func next(_ watch: Watch) throws(DatabaseError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 { try wait(watch, toWrite: false) }
        return PQgetResult(handle)
    }

    func wait(_ watch: Watch, toWrite: Bool) throws(DatabaseError) {
        var entries = [
            pollfd(fd: descriptor, events: Int16(toWrite ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let remaining = watch.deadline.map { ContinuousClock.now.duration(to: $0).milliseconds }
        if let remaining, remaining <= 0 { throw lost() }
        let ready = poll(&entries, 2, remaining.map { Int32(clamping: $0 + 1) } ?? -1)
        guard ready > 0 else {
            // A deadline that has passed is found at the next turn.
            if ready == 0 || errno == EINTR { return }
            throw lost()
        }
        if entries[1].revents != 0 {
            bell.silence()
            // An old trip's bell may ring late: the wish is what counts.
            if let interruption = watch.interruption, interruption.isRaised, !watch.cancelWasSent {
                watch.cancelWasSent = true
                requestCancel()
            }
        }
        if entries[0].revents & Int16(POLLIN | POLLERR | POLLHUP) != 0, PQconsumeInput(handle) == 0 {
            try takeLastWords()
        }
    }

    /// What the server said before it closed the connection tells why.
    private func takeLastWords() throws(DatabaseError) {
        while PQisBusy(handle) == 0, let result = PQgetResult(handle) {
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_FATAL_ERROR else { continue }
            let error = DatabaseError(result: result, wasCancelled: false)
            _ = lost()
            throw DatabaseError(.connectionLost, sqlState: error.sqlState, detail: error.detail)
        }
        throw lost()
    }
}
