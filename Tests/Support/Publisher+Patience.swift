// SPDX-License-Identifier: Apache-2.0

public import Broker

extension Publisher {
    /// Opens a publisher, and another when the broker did not greet it in time: RabbitMQ 4.0 takes five seconds over one
    /// connection in sixty, whoever makes it.
    public static func patiently(_ address: BrokerAddress, name: String) async throws -> Publisher {
        for _ in 0..<3 {
            do throws(BrokerError) { return try await open(address, name: name) } catch {
                guard error.code == .timedOut else { throw error }
            }
        }
        return try await open(address, name: name)
    }
}
