// swift-tools-version: 6.2
// Attest: five services, one operator's tool, and the shared rooms they stand on.

import PackageDescription

// Warnings stop a build in CI and stay warnings at a desk.
let strict: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + strict

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A C library found on the system: a module map and a shim header.
func library(_ name: String, package: String, pkgConfig: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// A room of `Shared/`.
func shared(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude, resources: resources,
        swiftSettings: settings)
}

/// One executable: what it decides is a library that tests can import, and `Main` starts it.
func service(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, path: "Services/\(name)/Library", resources: resources,
            swiftSettings: settings),
        .executableTarget(
            name: "\(name)Main", dependencies: [.target(name: name)], path: "Services/\(name)/Main",
            swiftSettings: settings),
    ]
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources, swiftSettings: settings)
}

let domain: [Target.Dependency] = ["Contracts", "Messaging", "Database", "ServiceKit", "Cryptography", logging]
let migrations: [Resource] = [.embedInCode("Migrations")]

let package = Package(
    name: "attest",
    products: ["Gateway", "Identity", "Registry", "Compliance", "Notification", "Attestctl"].map {
        .executable(name: $0.lowercased(), targets: ["\($0)Main"])
    } + [
        // The shared rooms, for the benchmark's own package in Tests/Benchmarks.
        .library(
            name: "AttestShared",
            targets: ["Messaging", "ServiceKit", "Broker", "Database", "Contracts", "Threads", "Cryptography", "Web"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.9.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    ],
    targets: [
        library("CRabbitMQ", package: "librabbitmq-dev", pkgConfig: "librabbitmq"),
        library("CPostgres", package: "libpq-dev", pkgConfig: "libpq"),
        library("COpenSSL", package: "libssl-dev", pkgConfig: "libcrypto"),
        library("CCurl", package: "libcurl4-openssl-dev", pkgConfig: "libcurl"),
        library("CCmark", package: "libcmark-dev", pkgConfig: "libcmark"),
        library("CQRencode", package: "libqrencode-dev", pkgConfig: "libqrencode"),
        library("CGMime", package: "libgmime-3.0-dev", pkgConfig: "gmime-3.0"),
        library("CCbor", package: "libcbor-dev", pkgConfig: "libcbor"),
        library("CCairo", package: "libcairo2-dev", pkgConfig: "cairo"),

        shared("Threads", []),
        shared("Broker", ["CRabbitMQ", "Threads"]),
        shared("Database", ["CPostgres", "Threads"]),
        shared("Cryptography", ["COpenSSL", "Threads"]),
        shared("WebAuthn", ["CCbor", "Cryptography"]),
        shared("Mail", ["CCurl", "CGMime", "Cryptography", "Threads"]),
        shared("Web", ["CCurl", "Threads"]),
        shared("OpenIDConnect", ["Cryptography", "Threads", "Web"]),
        shared("Drawing", ["CCairo"]),
        shared("Speech", []),
        shared("Markdown", ["CCmark"]),
        shared("QRCodes", ["CQRencode"]),
        shared("Contracts", []),
        shared(
            "Messaging", ["Contracts", "Database", "Cryptography", "Threads", logging, metrics],
            exclude: ["Delivery.md"], resources: [.embedInCode("Migrations")]),
        shared(
            "ServiceKit",
            [
                "Broker", "Database", "Messaging", "Contracts", "Cryptography", "Threads", logging, metrics,
                coreMetrics,
                lifecycle, signals, hummingbird,
            ]),
    ]
        + service(
            "Gateway",
            [
                "Contracts", "ServiceKit", "Cryptography", "Threads", "Markdown", "QRCodes", hummingbird, mustache,
                logging,
                metrics,
                lifecycle,
            ],
            // Templates stand beside what shows them, and are found by their names alone.
            resources: [.copy("Pages/parts"), .copy("Pages/assets"), .embedInCode("Home/Content")]
                + [
                    "Accounts", "Admin", "Assessment", "Cases", "Groups", "Tickets", "Home", "Map", "Organisations",
                    "Pages",
                    "People",
                    "Registration",
                    "Reviews",
                    "Signing",
                ].map { .process("\($0)/Templates") })
        + service(
            "Identity", domain + ["Drawing", "OpenIDConnect", "Speech", "Threads", "Web", "WebAuthn"],
            resources: migrations)
        + service("Registry", domain, resources: migrations)
        + service("Compliance", domain, resources: ["Migrations", "Requirements", "Terms"].map { .embedInCode($0) })
        + service(
            "Notification", domain + ["Mail", "Threads", mustache, metrics, lifecycle],
            resources: migrations + [.copy("Templates")])
        + service(
            "Attestctl",
            ["Contracts", "Database", "Messaging", "ServiceKit", "Cryptography", "Threads", arguments, logging])
        + [
            .target(
                name: "TestSupport",
                dependencies: [
                    "Broker", "Database", "Messaging", "ServiceKit", "Contracts", "Cryptography", "Threads", "Web",
                    logging,
                ],
                path: "Tests/Support", swiftSettings: settings),
            tests("ThreadsTests", ["Threads"]),
            tests("BrokerTests", ["TestSupport", "Broker", "Threads"]),
            tests("DatabaseTests", ["Database", "Threads"]),
            tests("CryptographyTests", ["Cryptography"]),
            tests("WebAuthnTests", ["WebAuthn", "Cryptography"]),
            tests("MailTests", ["Mail", "Cryptography", "TestSupport"], resources: [.copy("Resources")]),
            tests("MarkdownTests", ["Markdown"]),
            tests("SpeechTests", ["Speech"]),
            tests("QRCodesTests", ["QRCodes", "TestSupport"]),
            tests("WebTests", ["Web"], resources: [.copy("Resources")]),
            tests(
                "OpenIDConnectTests", ["OpenIDConnect", "Cryptography", "Threads", "Web"],
                resources: [.copy("Resources")]),
            tests("ContractTests", ["Contracts"], resources: [.copy("Golden")]),
            tests("MessagingTests", ["Messaging", "Contracts", "Database", "Cryptography"]),
            tests(
                "ServiceKitTests",
                ["ServiceKit", "TestSupport", "Broker", "Threads", "Contracts", "Messaging", logging, metrics]),
            tests(
                "IdentityTests",
                ["Drawing", "Identity", "Contracts", "Messaging", "Cryptography", "Database", "Speech"]),
            tests("RegistryTests", ["Registry", "Contracts", "Messaging", "Database"]),
            tests("ComplianceTests", ["Compliance", "Contracts", "Messaging", "Cryptography", "Database"]),
            tests(
                "NotificationTests",
                [
                    "Notification", "Contracts", "Messaging", "Cryptography", "Mail", "Database", "Threads",
                    "TestSupport", "ServiceKit", "Broker", logging,
                ], resources: [.copy("Resources")]),
            tests(
                "GatewayTests",
                ["Gateway", "Contracts", "Cryptography", "ServiceKit", "Threads", hummingbird, logging]),
            tests("ArchitectureTests", []),
            tests("AttestctlTests", ["Attestctl", "Contracts", "ServiceKit"]),
            tests(
                "IntegrationTests",
                [
                    "TestSupport", "Messaging", "ServiceKit", "Contracts", "Broker", "Database", "Cryptography",
                    "Threads", logging,
                ]),
            tests(
                "ChaosTests",
                [
                    "TestSupport", "Messaging", "ServiceKit", "Contracts", "Broker", "Database", "Cryptography",
                    "Threads", "Web", logging,
                ]),
            tests(
                "JourneyTests", ["TestSupport", "Contracts", "Broker", "Database", "Web", "Cryptography", logging],
                resources: [.copy("Resources")]),
        ]
)
