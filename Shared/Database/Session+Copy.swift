// SPDX-License-Identifier: Apache-2.0

import CPostgres

// COPY, both ways, outside the pipeline: what goes through is in memory a piece at a time.
extension Session {
    /// Sends what `next` gives, piece after piece, until it gives nil.
    ///
    /// - Returns: how many rows the server took.
    func copyIn(
        _ text: String, interruption: Interruption?, _ next: () throws -> [UInt8]?
    ) throws -> Int {
        try copying(text, as: PGRES_COPY_IN, interruption) { watch in
            do {
                while let piece = try next() {
                    if interruption?.isRaised == true { throw DatabaseError.cancelledByTask }
                    try put(piece, watch)
                }
            } catch {
                // The server gives up all that it was sent, and says so in its result.
                while PQputCopyEnd(handle, "the sender gave up") == 0 { try wait(watch, toWrite: true) }
                try flush(watch)
                throw error
            }
            while true {
                switch PQputCopyEnd(handle, nil) {
                case 1: return try flush(watch)
                case 0: try wait(watch, toWrite: true)
                default: throw lost()
                }
            }
        }
    }

    /// Hands over what the server sends, a row at a time.
    func copyOut(_ text: String, interruption: Interruption?, _ take: ([UInt8]) throws -> Void) throws -> Int {
        try copying(text, as: PGRES_COPY_OUT, interruption) { watch in
            var failure: (any Error)?
            while true {
                // While there is always something to read nobody waits, and so nobody hears the bell.
                if interruption?.isRaised == true, !watch.cancelWasSent {
                    watch.cancelWasSent = true
                    requestCancel()
                }
                var buffer: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(handle, &buffer, 1)
                switch length {
                case 1...:
                    defer { PQfreemem(buffer) }
                    // What comes after a failure has to be read all the same.
                    guard failure == nil, let buffer else { continue }
                    do {
                        try buffer.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { bytes in
                            try take(Array(UnsafeBufferPointer(start: bytes, count: Int(length))))
                        }
                    } catch {
                        failure = error
                        requestCancel()
                        watch.cancelWasSent = true
                    }
                case 0: try wait(watch, toWrite: false)
                default:
                    if let failure { throw failure }
                    return
                }
            }
        }
    }

    /// Runs a COPY: its beginning, `body`, and its result.
    private func copying(
        _ text: String, as kind: ExecStatusType, _ interruption: Interruption?, _ body: (Watch) throws -> Void
    ) throws -> Int {
        guard !isBroken else { throw DatabaseError.lost }
        if interruption?.isRaised == true { throw DatabaseError.cancelledByTask }
        guard PQexitPipelineMode(handle) == 1, PQsendQuery(handle, text) == 1 else { throw lost() }
        let watch = Watch(interruption, deadline: nil)
        try flush(watch)
        var failure: (any Error)?
        var affected = 0
        while let result = try next(watch) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case kind:
                do { try body(watch) } catch {
                    if isBroken { throw error }
                    failure = error
                }
            case PGRES_COMMAND_OK: affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
            case PGRES_FATAL_ERROR:
                let error = DatabaseError(result: result, wasCancelled: watch.cancelWasSent)
                if failure == nil { failure = error }
                if error.code == .connectionLost || PQstatus(handle) != CONNECTION_OK {
                    _ = lost()
                    throw error
                }
            default:
                _ = lost()
                throw DatabaseError(.syntax, detail: "this is no COPY of that direction")
            }
        }
        guard PQenterPipelineMode(handle) == 1 else { throw lost() }
        if watch.cancelWasSent { try settle() }
        if let failure { throw failure }
        return affected
    }

    private func put(_ piece: [UInt8], _ watch: Watch) throws {
        while true {
            let sent = piece.withUnsafeBytes {
                PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count))
            }
            switch sent {
            case 1: return try flush(watch)
            case 0: try wait(watch, toWrite: true)
            default: throw lost()
            }
        }
    }
}
