// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// `attestctl import …`
public struct ImportCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Brings reference data into the directories.", subcommands: [ODS.self])

    public init() {}

    struct ODS: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ods",
            abstract: "Imports files of the Organisation Data Service, such as epraccur.csv, etr.csv and eccg.csv.",
            discussion: """
                The files have 27 columns and no header. A line that cannot be used is reported with its number and \
                skipped; the rest goes in. A second import of a file is a difference to the first. The lines are brought \
                to the registry first, and nothing changes meanwhile; it then imports them as a job, which goes on when \
                this command ends or the registry is started anew: attestctl jobs registry shows how far it is.
                """)

        @Flag(help: "Withdraws what a file no longer holds, however much that is.") var insist = false

        @Argument(help: "The files; what a file is called, less its extension, names the source.") var files: [String]

        func run() async throws {
            for path in files where !Self.isFile(path) {
                throw Operation.fail("\(path): there is no such file, or it cannot be read; nothing was imported")
            }
            try await Operation.withServices { services, _ in
                for path in files {
                    let file = ODSFile(path: path)
                    let importer = DirectoryImporter(
                        stage: { try await Self.patiently($0, services) },
                        begin: { try await Self.patiently($0, services) },
                        follow: { try await Self.follow($0, of: path, services) },
                        progress: { lines in Self.meanwhile.say("\(file.source): \(lines) lines are brought") })
                    let report: ImportReport
                    do {
                        report = try await importer.run(file: file, insist: insist)
                    } catch let nothing as DirectoryImporter.NothingToImport {
                        Self.show(nothing.skipped, of: path)
                        throw Operation.fail("\(path): none of \(nothing.read) lines can be used; nothing was changed")
                    }
                    Self.show(report.skipped, of: path)
                    print(
                        """
                        \(file.source): \(report.read) lines, \(report.counts.added) added, \
                        \(report.counts.changed) changed, \(report.counts.unchanged) unchanged, \
                        \(report.counts.withdrawn) withdrawn, \(report.skipped.count) skipped
                        """)
                }
            }
        }

        private static func isFile(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isReadableFile(atPath: path)
        }

        /// What is said while it lasts, once a second at most.
        private static let meanwhile = Meanwhile()

        /// Waits until the job is over, and says how far it is.
        private static func follow(
            _ job: UUID, of path: String, _ services: ServiceClient
        ) async throws -> ImportCounts {
            while true {
                let found = try await patiently(AskJobs<RegistryHistory>(job: job), services)
                guard let progress = found.first else {
                    throw Operation.fail("\(path): the registry has lost the import")
                }
                switch progress.standing {
                case .done: return ImportCounts(progress.counts)
                case .waiting, .running: break
                case .refused, .failed: throw Operation.fail("\(path): \(progress.problem ?? "it was not imported")")
                case .cancelled:
                    throw Operation.fail("\(path): the import was cancelled; what was imported by then stays")
                }
                meanwhile.say(JobsCommand.line(progress, at: Date()))
                try await Task.sleep(for: .milliseconds(100))
            }
        }

        /// Batches are repeatable, so one that was not answered is sent again.
        private static func patiently<Q: Query>(_ query: Q, _ services: ServiceClient) async throws -> Q.Answer {
            for _ in 0..<5 {
                do {
                    return try await services.ask(
                        query, as: .operator, trace: TraceContext(), deadline: .seconds(30))
                } catch .unavailable {
                    continue
                }
            }
            throw ClientError.unavailable(service: Q.name.service)
        }

        private static func show(_ skipped: [ImportReport.Skipped], of path: String) {
            for line in skipped { FileHandle.standardError.write(Data("\(path):\(line.line): \(line.reason)\n".utf8)) }
        }
    }
}
