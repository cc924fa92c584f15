// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Which of our own modules each room may import. `Foundation` and packages are checked apart.
private let allowed: [String: Set<String>] = [
    "Shared/Threads": [],
    "Shared/Broker": ["CRabbitMQ", "Threads"],
    "Shared/Database": ["CPostgres", "Threads"],
    "Shared/Cryptography": ["COpenSSL", "Threads"],
    "Shared/WebAuthn": ["CCbor", "Cryptography"],
    "Shared/Mail": ["CCurl", "Cryptography", "Threads"],
    "Shared/Web": ["CCurl", "Threads"],
    "Shared/OpenIDConnect": ["Cryptography", "Threads", "Web"],
    "Shared/Drawing": ["CCairo"],
    "Shared/Speech": [],
    "Shared/Markdown": ["CCmark"],
    "Shared/QRCodes": ["CQRencode"],
    "Shared/Contracts": [],
    "Shared/Messaging": ["Contracts", "Database", "Cryptography", "Threads"],
    "Shared/ServiceKit": ["Broker", "Database", "Messaging", "Contracts", "Cryptography", "Threads"],
    "Services/Gateway/Library": ["Contracts", "ServiceKit", "Cryptography", "Threads", "Markdown", "QRCodes"],
    "Services/Identity/Library": [
        "Contracts", "Messaging", "Database", "ServiceKit", "Cryptography", "Drawing", "OpenIDConnect", "Speech",
        "Threads", "Web", "WebAuthn",
    ],
    "Services/Registry/Library": ["Contracts", "Messaging", "Database", "ServiceKit", "Cryptography"],
    "Services/Compliance/Library": ["Contracts", "Messaging", "Database", "ServiceKit", "Cryptography"],
    "Services/Notification/Library": [
        "Contracts", "Messaging", "Database", "ServiceKit", "Cryptography", "Mail", "Threads",
    ],
    // The operator's tool reports drift, so it names the broker's types; it opens no connection itself.
    "Services/Attestctl/Library": ["Contracts", "Messaging", "ServiceKit", "Broker", "Threads"],
]

private let ours: Set<String> = [
    "CRabbitMQ", "CPostgres", "COpenSSL", "CCurl", "CCairo", "CCbor", "CCmark", "CEspeak", "CQRencode", "QRCodes",
    "WebAuthn", "Drawing", "Speech", "Markdown",
    "Threads", "Broker",
    "Database", "Cryptography",
    "Mail", "OpenIDConnect", "Web",
    "Contracts", "Messaging", "ServiceKit", "Gateway", "Identity", "Registry", "Compliance", "Notification",
    "Attestctl",
]

@Suite("The shape of the code base")
struct ArchitectureTests {
    @Test("A room imports only the rooms beneath it", arguments: allowed.keys.sorted())
    func direction(room: String) throws {
        for file in Repository.swiftFiles(in: room) {
            let foreign = try Repository.imports(of: file).intersection(ours)
            let forbidden = foreign.subtracting(allowed[room] ?? [])
            #expect(forbidden.isEmpty, "\(file) imports \(forbidden.sorted().joined(separator: ", "))")
        }
    }

    @Test("Every room has a row in the table of imports")
    func rooms() throws {
        var rooms = Set(
            try Repository.folders(in: "Shared").filter {
                !$0.hasPrefix("C") || $0.hasPrefix("Co") || $0 == "Cryptography"
            }
            .map { "Shared/\($0)" })
        rooms.formUnion(try Repository.folders(in: "Services").map { "Services/\($0)/Library" })
        rooms = rooms.filter {
            !["Shared/CRabbitMQ", "Shared/CPostgres", "Shared/COpenSSL", "Shared/CCurl", "Shared/CCairo"].contains($0)
        }
        #expect(rooms == Set(allowed.keys))
    }

    @Test("Only the gateway and the health endpoint know the HTTP server")
    func http() throws {
        for room in allowed.keys where room != "Services/Gateway/Library" {
            for file in Repository.swiftFiles(in: room) where !file.hasSuffix("HealthServer.swift") {
                #expect(try !Repository.imports(of: file).contains("Hummingbird"), "\(file) imports Hummingbird")
            }
        }
    }

    @Test("A service's domain does no input or output")
    func domain() throws {
        for service in try Repository.folders(in: "Services") {
            for file in Repository.swiftFiles(in: "Services/\(service)/Library") where file.contains("/Domain/") {
                let imports = try Repository.imports(of: file)
                let forbidden = imports.intersection(["Database", "ServiceKit", "Mail", "Logging", "Glibc", "Dispatch"])
                #expect(forbidden.isEmpty, "\(file) imports \(forbidden.sorted().joined(separator: ", "))")
            }
        }
    }

    @Test("A service's library has the rooms that every service has, and a main beside it")
    func shape() throws {
        for service in ["Identity", "Registry", "Compliance", "Notification"] {
            let folders = try Repository.folders(in: "Services/\(service)/Library")
            #expect(folders.isSuperset(of: ["Domain", "Projections", "Questions"]), "\(service)")
            let files = Repository.swiftFiles(in: "Services/\(service)/Library")
            #expect(files.contains("Services/\(service)/Library/Wiring.swift"))
            #expect(files.contains("Services/\(service)/Library/Configuration.swift"))
            #expect(Repository.swiftFiles(in: "Services/\(service)/Main").count == 1)
        }
    }

    @Test("The front door has a room for each subject, with all that the subject shows and answers")
    func frontDoor() throws {
        let library = "Services/Gateway/Library"
        let common: Set = ["API", "Middleware", "Pages", "Requests"]
        for subject in try Repository.folders(in: library) where !common.contains(subject) {
            let files = Repository.swiftFiles(in: "\(library)/\(subject)")
            #expect(files.contains { $0.hasSuffix("Controller.swift") }, "\(subject)")
        }
        for file in Repository.swiftFiles(in: "\(library)/API") {
            let name = file.split(separator: "/").last ?? ""
            #expect(!name.hasSuffix("Resources.swift"), "\(file) belongs to its subject")
        }
    }

    @Test("The top level holds nothing but what belongs there")
    func topLevel() throws {
        let known: Set<String> = [
            "Package.swift", "Services", "Shared", "Tests", "deploy", "compose.yaml", "README.md", "LICENSE",
            "Package.resolved",
        ]
        let found = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
            .filter { !$0.hasPrefix(".") }
        #expect(Set(found).subtracting(known).isEmpty)
    }

    @Test("No loose task runs outside the shared rooms")
    func tasks() throws {
        for file in Repository.swiftFiles(in: "Services") {
            let text = try Repository.text(of: file)
            #expect(!text.contains(#/[^A-Za-z.]Task( \{|\.detached)/#), "\(file) starts a loose task")
        }
    }

    @Test("A test that waits for servers has a limit, and no test waits on a thread that the others need")
    func waiting() throws {
        for file in Repository.swiftFiles(in: "Tests") where !file.hasPrefix("Tests/Benchmarks") {
            let text = try Repository.text(of: file)
            // A soak takes as long as it is told to.
            if !file.hasPrefix("Tests/ChaosTests") {
                for suite in text.matches(of: #/@Suite\([\s\S]*?\)\n(?:struct|@)/#)
                where suite.output.contains(".enabled(") {
                    #expect(suite.output.contains(".timeLimit("), "\(file)")
                }
            }
            if file != "Tests/Support/Process+Ending.swift", file != "Tests/ArchitectureTests/ArchitectureTests.swift" {
                for word in ["waitUntilExit", "readDataToEndOfFile"] {
                    #expect(!text.contains(word), "\(file): \(word)")
                }
            }
        }
    }

    @Test("Every file begins with the licence")
    func licence() throws {
        for folder in ["Shared", "Services", "Tests"] {
            for file in Repository.swiftFiles(in: folder) where !file.hasSuffix("Package.swift") {
                #expect(try Repository.text(of: file).hasPrefix("// SPDX-License-Identifier: Apache-2.0\n"), "\(file)")
            }
        }
    }
}
