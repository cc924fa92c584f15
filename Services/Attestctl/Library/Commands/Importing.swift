// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import ServiceKit

/// What all imports have in common: asking until they are heard, waiting for the job, and telling of it.
struct Importing: Sendable {
    private let services: ServiceClient
    private let insist: Bool
    private let isRehearsal: Bool
    private let meanwhile = Meanwhile()
    private let start = ContinuousClock.now
    /// Of more bad lines than this only the number is told.
    private static let mostTold = 50

    init(_ services: ServiceClient, _ options: ImportCommand.Options) {
        self.services = services
        insist = options.insist
        isRehearsal = options.dryRun
    }

    /// Brings one file in, and tells what came of it.
    func run<Format>(_ importer: ReferenceImporter<Format>, file path: String, as source: String) async throws {
        do {
            show(try await importer.run(file: path, insist: insist), of: path, as: source)
        } catch let refused as ReferenceImporter<Format>.Refused {
            throw Operation.fail("\(path): \(refused.sentence); nothing was changed")
        }
    }

    /// Asks again when nobody answered: batches are repeatable.
    func ask<Q: Query>(_ query: Q) async throws -> Q.Answer {
        for _ in 0..<5 {
            do {
                return try await services.ask(query, as: .operator, trace: TraceContext(), deadline: .seconds(30))
            } catch .unavailable {
                continue
            }
        }
        throw ClientError.unavailable(service: Q.name.service)
    }

    /// Waits until the job is over, and says how far it is.
    func follow(_ job: UUID, of path: String) async throws -> ImportCounts {
        while true {
            let found = try await ask(AskJobs<RegistryHistory>(job: job))
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

    static func cutShort(_ line: Int) -> String {
        "it ends within line \(line): look whether it is whole; with --insist it goes in without that line"
    }

    /// - Parameter part: of the file, from 0 to 1.
    func say(_ source: String, _ lines: Int, _ part: Double?) {
        meanwhile.say(Self.line(source, lines, part, after: start.duration(to: .now) / .seconds(1)))
    }

    static func line(_ source: String, _ lines: Int, _ part: Double?, after seconds: Double) -> String {
        var text = "\(source): \(lines) lines are brought"
        guard seconds > 0.2 else { return text }
        text += ", \(Int((Double(lines) / seconds).rounded())) a second"
        if let part, part > 0.01 { text += ", \(JobsCommand.words(seconds * (1 - part) / part)) left" }
        return text
    }

    func show(_ report: ImportReport, of path: String, as source: String) {
        show(report.skipped, of: path)
        print(
            """
            \(source): \(report.read) lines, \(report.counts.added) added, \(report.counts.changed) changed, \
            \(report.counts.unchanged) unchanged, \(report.counts.withdrawn) withdrawn, \
            \(report.skipped.count) skipped\(isRehearsal ? "; it was a dry run, and nothing was changed" : "")
            """)
    }

    func show(_ skipped: [ImportReport.Skipped], of path: String) {
        var text = skipped.prefix(Self.mostTold).map { "\(path):\($0.line): \($0.reason)\n" }.joined()
        if skipped.count > Self.mostTold { text += "\(path): and \(skipped.count - Self.mostTold) more\n" }
        FileHandle.standardError.write(Data(text.utf8))
    }
}
