// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import Contracts
import Foundation
import ServiceKit

/// `attestctl import …`
public struct ImportCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Brings reference data into the directories.",
        subcommands: [ODS.self, ICO.self, Postcodes.self])

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

        @OptionGroup var options: Options

        @Argument(help: "The files; what a file is called, less its extension, names the source.") var files: [String]

        func run() async throws {
            try options.check(files)
            try await Operation.withServices { services, _ in
                for path in files {
                    let importing = Importing(services, options)
                    let file = ODSFile(path: path)
                    let importer = DirectoryImporter(
                        stage: { try await importing.ask($0) },
                        begin: { try await importing.ask($0) },
                        follow: { try await importing.follow($0, of: path) },
                        progress: { lines in importing.say(file.source, lines, nil) })
                    do {
                        importing.show(
                            try await importer.run(
                                file: file, insist: options.insist, isRehearsal: options.dryRun), of: path,
                            as: file.source)
                    } catch let cut as DirectoryImporter.CutShort {
                        throw Operation.fail("\(path): \(Importing.cutShort(cut.line)); nothing was changed")
                    } catch let fault as DataFile.Unreadable {
                        throw Operation.fail("\(path): \(fault.reason); nothing was changed")
                    } catch let nothing as DirectoryImporter.NothingToImport {
                        importing.show(nothing.skipped, of: path)
                        throw Operation.fail("\(path): none of \(nothing.read) lines can be used; nothing was changed")
                    }
                }
            }
        }
    }

    struct ICO: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ico", abstract: "Imports the register that the Information Commissioner's Office publishes.",
            discussion: """
                The file has a heading, and may be packed by gzip. Of its columns only the number, the name, the address \
                and the end of a registration are read; what it says of officers stays where it is. What the register no \
                longer lists is removed. Otherwise as for ods.
                """)

        @OptionGroup var options: Options

        @Argument(help: "The register as a whole.") var file: String

        func run() async throws {
            try options.check([file])
            try await Operation.withServices { services, _ in
                let importing = Importing(services, options)
                let source = Options.source(file)
                try await importing.run(
                    ReferenceImporter<ICOFormat>(
                        stage: { try await importing.ask(StageICORows(run: $0, first: $1, rows: $2)) },
                        begin: {
                            try await importing.ask(
                                ImportICORegister(
                                    run: $0, source: source, keep: $1.isEmpty ? nil : $1,
                                    insist: options.insist ? true : nil, isRehearsal: options.dryRun ? true : nil))
                        },
                        follow: { try await importing.follow($0, of: file) },
                        progress: { importing.say(source, $0, $1) }), file: file, as: source)
            }
        }
    }

    struct Postcodes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "postcodes", abstract: "Imports where the postcodes of Great Britain are.",
            discussion: """
                The file has a heading with the columns postcode, latitude and longitude (or lat and lon, in degrees of \
                WGS 84), and may be packed by gzip. The places of sectors and districts follow from those of their \
                postcodes. Otherwise as for ico.
                """)

        @OptionGroup var options: Options

        @Argument(help: "The postcodes as a whole.") var file: String

        func run() async throws {
            try options.check([file])
            try await Operation.withServices { services, _ in
                let importing = Importing(services, options)
                let source = Options.source(file)
                try await importing.run(
                    ReferenceImporter<PostcodeFormat>(
                        stage: { try await importing.ask(StagePostcodes(run: $0, first: $1, rows: $2)) },
                        begin: {
                            try await importing.ask(
                                ImportPostcodes(
                                    run: $0, source: source, keep: $1.isEmpty ? nil : $1,
                                    insist: options.insist ? true : nil, isRehearsal: options.dryRun ? true : nil))
                        },
                        follow: { try await importing.follow($0, of: file) },
                        progress: { importing.say(source, $0, $1) }), file: file, as: source)
            }
        }
    }

    /// What every import can be told.
    struct Options: ParsableArguments {
        @Flag(help: "Withdraws what a file no longer holds, however much that is.") var insist = false

        @Flag(help: "Says what would come of it, and changes nothing.") var dryRun = false

        func check(_ files: [String]) throws {
            for path in files where !Self.isFile(path) {
                throw Operation.fail("\(path): there is no such file, or it cannot be read; nothing was imported")
            }
        }

        private static func isFile(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isReadableFile(atPath: path)
        }

        /// `postcodes` for `/data/postcodes.csv.gz`.
        static func source(_ path: String) -> String {
            String(URL(fileURLWithPath: path).lastPathComponent.lowercased().prefix { $0 != "." })
        }
    }
}
