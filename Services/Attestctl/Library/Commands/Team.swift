// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Contracts
import ServiceKit

/// The teams that there are: the standing ones, and one for each host that anybody in the directory has.
enum Team {
    /// - Throws: when nobody's work ever comes to the role's team.
    static func check(_ role: PlatformRole, _ services: ServiceClient) async throws {
        if let team = role.team { try await check(team, services) }
    }

    static func check(_ team: String, _ services: ServiceClient) async throws {
        if ReviewTeam.standing.contains(team) { return }
        if team.hasPrefix("host-") {
            let code = team.dropFirst(5).uppercased()
            if try await services.ask(FindHost(code: code), as: .operator, trace: TraceContext()) { return }
            throw Operation.fail(
                "no organisation in the directory has the host \(code): import the file of its practices first")
        }
        throw Operation.fail(
            "there is no team '\(team)': use \(ReviewTeam.standing.joined(separator: ", ")), or host- and the code of a host"
        )
    }
}
