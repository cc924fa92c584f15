// SPDX-License-Identifier: Apache-2.0

public import Broker
import CoreMetrics
import Cryptography
import Database
import Glibc
public import Logging
public import Messaging
public import ServiceLifecycle
import UnixSignals

/// A process from its start to its end.
public enum ServiceProcess {
    /// Runs a service: migrates its schema, sees to its queues, and serves until SIGTERM.
    ///
    /// - Parameter define: what the service is, from its settings. An error that it throws stops the process with one
    ///   line that names the key.
    public static func run(
        service name: String, define: @Sendable (Settings) async throws -> Definition
    ) async {
        await guarded(name) { settings, metrics, log in
            let definition = try await define(settings)
            let database = DatabaseConfiguration(
                url: try settings.string("ATTEST_DATABASE_URL"), schema: name,
                password: try settings.optionalSecret("ATTEST_DATABASE_PASSWORD"), applicationName: "attest-\(name)")
            let address = try brokerAddress(settings)
            let sealingKey = try settings.optionalSecret("ATTEST_SEALING_KEY").map {
                do { return try SealingKey(base64: $0) } catch {
                    throw SettingsError("ATTEST_SEALING_KEY", "must be 32 bytes in Base64")
                }
            }
            let engine = Engine(
                definition, configuration: database, transport: BrokerTransport(address, name: name),
                sealingKey: sealingKey, options: try options(settings),
                letters: { try await DeadLetters(address, service: name).erase($0, isRehearsal: false) }, log: log)
            let (host, port) = try settings.address("ATTEST_HEALTH_ADDRESS", default: "127.0.0.1:0")
            let health = HealthServer.service(
                host: host, port: port, ready: { engine.isReady }, metrics: { metrics.text() })
            return [health, EngineService(engine: engine, definition: definition, address: address, log: log)]
        }
    }

    /// Runs a process that keeps no state: the gateway.
    ///
    /// - Parameter services: what runs, from the settings, a client of the services and a log. The last one is stopped
    ///   first.
    public static func runFrontDoor(
        _ name: String,
        services: @Sendable (Settings, ServiceClient, Logger) async throws -> [any Service]
    ) async {
        await guarded(name) { settings, metrics, log in
            let client = ServiceClient(try brokerAddress(settings), name: name, log: log)
            let (host, port) = try settings.address("ATTEST_HEALTH_ADDRESS", default: "127.0.0.1:0")
            let health = HealthServer.service(
                host: host, port: port, ready: { await client.isConnected() }, metrics: { metrics.text() })
            return [health] + (try await services(settings, client, log))
        }
    }

    /// The broker's address from `ATTEST_BROKER_URL`, `ATTEST_BROKER_PASSWORD` and `ATTEST_BROKER_CA`.
    public static func brokerAddress(_ settings: Settings) throws -> BrokerAddress {
        do {
            var address = try BrokerAddress(
                url: try settings.string("ATTEST_BROKER_URL"), caFile: settings.optional("ATTEST_BROKER_CA"))
            if let password = try settings.optionalSecret("ATTEST_BROKER_PASSWORD") { address.password = password }
            return address
        } catch let error as BrokerError {
            throw SettingsError("ATTEST_BROKER_URL", "is not an AMQP address: \(error.detail)")
        }
    }

    private static func options(_ settings: Settings) throws -> Options {
        var options = Options()
        let partners = settings.optional("ATTEST_PARTNERS") ?? ""
        options.roster = Roster(partners: Set(partners.split(separator: " ").map(String.init)))
        options.batch = try settings.int("ATTEST_BATCH", default: options.batch, in: 1...1_000)
        options.prefetch = try settings.int("ATTEST_PREFETCH", default: options.prefetch, in: 1...20_000)
        options.slotPeriod = try settings.duration("ATTEST_OUTBOX_PERIOD", default: options.slotPeriod)
        return options
    }

    private static func guarded(
        _ name: String, _ make: (Settings, PrometheusMetrics, Logger) async throws -> [any Service]
    ) async {
        let settings = Settings()
        let level = Logger.Level(rawValue: settings.optional("ATTEST_LOG_LEVEL") ?? "info") ?? .info
        LoggingSystem.bootstrap { JSONLogHandler(label: $0, level: level) }
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        let log = Logger(label: name)
        // A peer that is gone is an error code, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            let services = try await make(settings, metrics, log)
            var configuration = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
            configuration.maximumGracefulShutdownDuration = .seconds(20)
            configuration.maximumCancellationDuration = .seconds(10)
            try await ServiceGroup(configuration: configuration).run()
            log.info("stopped")
        } catch let error as SettingsError {
            log.critical(
                "the configuration is wrong", metadata: ["key": "\(error.key)", "problem": "\(error.problem)"])
            exit(78)
        } catch {
            log.critical("the process ends", metadata: ["error": "\(error)"])
            exit(1)
        }
    }
}

/// The engine as a service: waits for database and broker, prepares both, and runs.
private struct EngineService: Service {
    let engine: Engine
    let definition: Definition
    let address: BrokerAddress
    let log: Logger

    func run() async throws {
        try await withGracefulShutdownHandler {
            guard try await isPrepared() else { return }
            log.info("started")
            try await engine.run()
        } onGracefulShutdown: {
            engine.beginDraining()
        }
    }

    /// - Returns: false when the process is to end before what it waits for is there.
    private func isPrepared() async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await prepare() }
            return true
        } catch {
            if Task.isShuttingDownGracefully { return false }
            throw error
        }
    }

    private func prepare() async throws {
        try await waiting(for: "database") {
            let applied = try await engine.migrate()
            for name in applied { log.info("a migration was applied", metadata: ["migration": "\(name)"]) }
        }
        try await waiting(for: "broker", applyTopology)
    }

    /// Does what needs the database or the broker, for as often as they are not there.
    private func waiting(for what: String, _ work: () async throws -> Void) async throws {
        var backoff = Backoff(most: .seconds(1))
        var isWaiting = false
        while true {
            do {
                try await work()
                if isWaiting { log.info("the \(what) is ready") }
                return
            } catch {
                let isAway =
                    (error as? DatabaseError)?.disposition == .retry || (error as? BrokerError)?.isRetriable == true
                guard isAway else { throw error }
                if !isWaiting { log.warning("the \(what) is not ready", metadata: ["error": "\(error)"]) }
                isWaiting = true
                try await Task.sleep(for: backoff.next())
            }
        }
    }

    /// Makes the service's queues as this release wants them.
    private func applyTopology() async throws {
        let topology = SystemTopology.service(definition.service, reactions: definition.reactions)
        let renewal = QueueRenewal(address: address, service: definition.service, topology: topology, log: log)
        var drift = try await topology.apply(address)
        let unfinished = try await renewal.unfinished()
        if !drift.isEmpty || !unfinished.isEmpty {
            // One copy of the service at a time.
            drift = try await engine.database.alone("renewal of queues") {
                let drift = try await topology.apply(address)
                let kept = try await renewal.run(Set(drift.filter { $0.kind == .queue }.map(\.name)))
                for name in kept {
                    log.warning(
                        "a queue is of an older release; it is renewed when no older copy reads it any more",
                        metadata: ["queue": "\(name)"])
                }
                return drift.filter { $0.kind != .queue }
            }
        }
        drift += try await SystemTopology.exchanges.check(address)
        guard drift.isEmpty else {
            for item in drift { log.error("the broker's topology differs", metadata: ["drift": "\(item)"]) }
            throw BrokerError(drift: drift)
        }
    }
}

extension Pool {
    /// Does something that only one process of a service may do at a time; another waits for it.
    fileprivate func alone<Value>(_ what: String, _ body: () async throws -> Value) async throws -> Value {
        try await withConnection { connection in
            let key: SQL = "hashtextextended(\(what) || ' of ' || current_schema(), 0)"
            try await connection.query("SELECT pg_advisory_lock(\(sql: key))")
            do {
                let value = try await body()
                try await connection.query("SELECT pg_advisory_unlock(\(sql: key))")
                return value
            } catch {
                _ = try? await connection.query("SELECT pg_advisory_unlock(\(sql: key))")
                throw error
            }
        }
    }
}
