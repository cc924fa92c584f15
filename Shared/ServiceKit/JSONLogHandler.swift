// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date
import Glibc
public import Logging

/// Writes each log entry as one line of JSON on standard error.
///
/// Messages are static text and what varies is metadata; nothing personal and nothing secret belongs in either.
public struct JSONLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    private let label: String

    public init(label: String, level: Logger.Level = .info) {
        self.label = label
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var line = #"{"time":""# + Timestamp.format(Date()) + #"","level":""# + event.level.rawValue + #"","service":"#
        JSON.append(label, to: &line)
        line += #","message":"#
        JSON.append(event.message.description, to: &line)
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).sorted(by: {
            $0.key < $1.key
        }) {
            line += ","
            JSON.append(key, to: &line)
            line += ":"
            JSON.append("\(value)", to: &line)
        }
        line += "}\n"
        // One write for a line, so that lines of several threads do not mix.
        var bytes = Array(line.utf8)
        _ = write(STDERR_FILENO, &bytes, bytes.count)
    }
}
