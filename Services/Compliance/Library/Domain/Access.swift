// SPDX-License-Identifier: Apache-2.0

public import Contracts
import struct Foundation.UUID

/// Who may do what here.
extension CompliancePermission: Permission {
    public var standings: Set<Standing> {
        switch self {
        case .readCase: [.member, .reviewer, .nationalReviewer, .centralAdmin, .operator]
        // These come from the practice alone, or from whoever supports it. SOC-126, SOC-128, ISG-60
        case .recordContacts, .answerAssessment, .submitAssessment, .submitPlan: [.administrator, .supporter]
        case .resendDeclaration: [.administrator, .supporter, .reviewer, .centralAdmin]  // SOC-121
        case .readTask: [.reviewer, .operator]
        case .decideTask: [.reviewer]
        case .followUp: [.keeper]
        }
    }

    /// What a program's key needs for it. Review work is for people.
    public var scope: APIKeyScope? {
        switch self {
        case .readCase: .read
        case .recordContacts, .resendDeclaration: .contacts
        case .answerAssessment, .submitAssessment, .submitPlan: .assessments
        case .readTask, .decideTask, .followUp: nil
        }
    }
}

extension ReviewTeam {
    /// The team that looks after a case.
    static func of(host: String?) -> String { host.map(ReviewTeam.host) ?? national }
}

extension Area {
    /// What the service keeps in general.
    static let compliance = Area(keeper: "compliance")

    static func ofCase(organisation: UUID, host: String?) -> Area {
        Area(keeper: "compliance", organisation: organisation, team: ReviewTeam.of(host: host))
    }

    static func ofTask(team: String, organisation: UUID? = nil) -> Area {
        Area(keeper: "compliance", organisation: organisation, team: team)
    }
}

extension ReviewTaskState {
    var area: Area { .ofTask(team: team, organisation: subject.organisation) }

    /// Nobody reviews an organisation that they belong to. IMP-17
    func isOwn(of actor: Actor) -> Bool { actor.standings(in: area).contains(.member) }

    func permissions(of actor: Actor) -> Permissions<CompliancePermission> {
        var found = actor.permissions(CompliancePermission.self, in: area)
        if isOwn(of: actor) { found.all.remove(.decideTask) }
        return found
    }
}
