// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Broker
import Contracts
import Foundation
import Logging
import ServiceKit

/// What every command needs: the settings, and the services.
enum Operation {
    /// Runs a command's work, with errors as one line that says what to do.
    ///
    /// - Parameter code: how the process ends after an error.
    static func perform(
        otherwise code: ExitCode = .failure, _ body: (Settings) async throws -> Void
    ) async throws {
        do {
            try await body(Settings())
        } catch let error as SettingsError {
            throw fail("\(error)", code)
        } catch let error as BrokerError {
            // What the broker says of itself holds no message and no password.
            throw fail("the broker: \(error.detail); look at ATTEST_BROKER_URL, and whether it is running", code)
        } catch let error as ClientError {
            switch error {
            case .refused(let problems):
                throw fail(
                    problems.map { [$0.field, $0.message].compactMap { $0 }.joined(separator: ": ") }
                        .joined(separator: "\n"), code)
            case .unavailable(let service): throw fail("\(service) does not answer; is it running?", code)
            case .failed(let service): throw fail("\(service) could not do it; its log says why", code)
            }
        }
    }

    /// Runs work with a client of the services.
    static func withServices(
        otherwise code: ExitCode = .failure, _ body: (ServiceClient, Settings) async throws -> Void
    ) async throws {
        try await perform(otherwise: code) { settings in
            var log = Logger(label: "attestctl") { JSONLogHandler(label: $0) }
            log.logLevel = .error
            let client = ServiceClient(try ServiceProcess.brokerAddress(settings), name: "attestctl", log: log)
            do {
                // A broker that is slow to let anybody in costs patience, once; a service that is not there is found soon.
                guard await client.isConnected(deadline: .seconds(20)) else {
                    throw fail("the broker does not answer, or does not let us in; look at ATTEST_BROKER_URL", code)
                }
                try await body(client, settings)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    /// - Throws: when it is no service's name.
    static func check(service: String) throws(ValidationError) {
        let known = HistoryKeepers.all.map { $0.service }
        guard known.contains(service) else {
            throw ValidationError("'\(service)' is not a service; use \(known.joined(separator: ", "))")
        }
    }

    static func fail(_ message: String, _ code: ExitCode = .failure) -> ExitCode {
        FileHandle.standardError.write(Data("attestctl: \(message)\n".utf8))
        return code
    }
}
