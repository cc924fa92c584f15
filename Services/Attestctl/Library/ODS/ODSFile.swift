// SPDX-License-Identifier: Apache-2.0

public import Contracts
import Foundation

/// A file of the Organisation Data Service: headerless, 27 columns, read a piece at a time.
public struct ODSFile: Sendable {
    /// One line of the file.
    public enum Line: Sendable, Equatable {
        case row(line: Int, DirectoryRow)
        /// `code` is the organisation's, when at least that could be read.
        case unusable(line: Int, code: String?, reason: String)
    }

    public let path: String
    /// What the directory calls the file: `epraccur`.
    public let source: String

    /// - Parameter source: the file's name without its ending, in lower case, unless told otherwise.
    public init(path: String, source: String? = nil) {
        self.path = path
        self.source =
            source ?? String(URL(fileURLWithPath: path).lastPathComponent.lowercased().prefix { $0 != "." })
    }

    /// Opens the file, packed by gzip or not, and reads from its beginning.
    ///
    /// - Throws: when there is no such file, or it may not be read.
    public func lines() throws -> Lines {
        Lines(try DataFile(path: path))
    }

    /// The lines of an open file, one after another.
    public struct Lines {
        private var file: DataFile

        init(_ file: DataFile) { self.file = file }

        /// The next line; nil after the last.
        public mutating func next() async throws -> Line? { try await file.next().map(Self.line) }

        /// The last line has no end.
        var endsWithinALine: Bool { file.endsWithinALine }

        private static func line(_ record: CSVReader.Record) -> Line {
            switch record {
            case .malformed(let line, let first, let reason):
                return .unusable(line: line, code: code(first), reason: reason)
            case .fields(let line, let fields):
                do {
                    return .row(line: line, try ODSRecord.row(fields))
                } catch {
                    return .unusable(line: line, code: code(fields[0]), reason: error.reason)
                }
            }
        }

        private static func code(_ text: String) -> String? { ODSRecord.isCode(text) ? text : nil }
    }
}
