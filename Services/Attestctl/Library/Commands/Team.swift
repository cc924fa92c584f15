// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Contracts
import ServiceKit

/// The teams that there are: three of the service's own, and one for each host in the directory.
enum Team {
    /// - Throws: when nobody's work ever comes to the role's team.
    static func check(_ role: PlatformRole, _ services: ServiceClient) async throws {
        if let team = role.team { try await check(team, services) }
    }

    static func check(_ team: String, _ services: ServiceClient) async throws {
        if ReviewTeam.standing.contains(team) { return }
        if team.hasPrefix("host-") {
            let code = team.dropFirst(5).uppercased()
            let entry = try await services.ask(
                FindDirectoryEntry(code: code), as: .operator, trace: TraceContext())
            if entry != nil { return }
            throw Operation.fail("there is no host \(code) in the directory: import the file that has it first")
        }
        throw Operation.fail(
            "there is no team '\(team)': use \(ReviewTeam.standing.joined(separator: ", ")), or host- and the code of a host"
        )
    }
}
