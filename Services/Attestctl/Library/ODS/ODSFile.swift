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
            source ?? URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent.lowercased()
    }

    /// Opens the file and reads from its beginning.
    ///
    /// - Throws: when there is no such file, or it may not be read.
    public func lines() throws -> Lines {
        Lines(try FileHandle(forReadingFrom: URL(fileURLWithPath: path)))
    }

    /// The lines of an open file, one after another.
    public struct Lines {
        private let file: FileHandle
        private var reader = CSVReader()
        private var records: [CSVReader.Record] = []
        private var position = 0
        private var isAtEnd = false

        init(_ file: FileHandle) { self.file = file }

        /// The next line; nil after the last.
        public mutating func next() throws -> Line? {
            while position == records.count {
                guard !isAtEnd else { return nil }
                position = 0
                if let bytes = try file.read(upToCount: 65_536), !bytes.isEmpty {
                    records = reader.read(bytes)
                } else {
                    records = reader.finish()
                    isAtEnd = true
                    try file.close()
                }
            }
            position += 1
            return Self.line(records[position - 1])
        }

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
