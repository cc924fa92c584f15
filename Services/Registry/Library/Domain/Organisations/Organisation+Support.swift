// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.UUID
import Messaging

/// Smaller organisations that a contracting organisation registers and looks after. ISG-54 to ISG-61
extension OrganisationDecider {
    /// How many one may support: whoever supports them carries them all in each message.
    static let supportLimit = 200

    static func supportProblems(
        _ submission: RegistrationSubmitted, _ findings: Findings, in context: Context
    ) -> [RegistrationProblem] {
        guard let supporter = submission.supporter else {
            return submission.applicantRole == .supporter ? [.roleWithoutSupport] : []
        }
        // Whoever administers it alone says what it does; who has just stopped is in its list no more.
        let area = Area(keeper: "registry", organisation: supporter, members: findings.supporting?.members ?? [])
        guard let supporting = findings.supporting, context.actor.may(RegistryPermission.support, in: area) else {
            return [.supporterNotYours]
        }
        guard supporting.isOn else { return [.supportOff] }
        return supporting.count < supportLimit ? [] : [.supportFull]
    }

    /// ISG-47: the role chosen is stored for this user in this organisation. Whoever registers their own administers it as
    /// well; whoever registers another's may just look after it.
    static func roles(of submission: RegistrationSubmitted) -> [OrganisationRole] {
        let chosen = [submission.applicantRole].compactMap { $0 }
        if submission.supporter != nil { return chosen.filter { $0 != .supporter } }
        return [.administrator] + chosen.filter { $0 != .administrator }
    }

    static func endSupport(
        _ asked: EndSupport, _ members: [OrganisationMember], given state: OrganisationState?, in context: Context
    ) throws(OrganisationRefusal) -> [OrganisationEvent] {
        guard let state, state.registered != nil else { throw .notFound }
        let area = state.area(asked.organisation, members: members)
        guard context.actor.may(RegistryPermission.readOrganisation, in: area) else { throw .notFound }
        // The same form sent again, by whoever supported it: it is nothing of theirs any more. IMP-04
        guard let supporter = state.supporter else { return [] }
        guard context.actor.may(RegistryPermission.endSupport, in: area) else { throw .forbidden }
        // Somebody has to be there. IMP-11
        guard members.contains(where: { $0.roles.contains(.administrator) }) else { throw .support(.nobodyElse) }
        return [
            .supportChanged(SupportChanged(organisation: asked.organisation, former: supporter.organisation))
        ]
    }

    /// Those on either side hear of it, whatever they have chosen.
    static func supportEnded(
        _ fact: SupportChanged, of state: OrganisationState, in context: Context
    ) -> [Consequence] {
        guard fact.supporter == nil else { return [] }
        let subject = "\(state.registered?.name ?? "An organisation") is not supported any more"
        // One notice: whoever is of both is told once.
        func tell(_ organisation: UUID, _ path: String) -> Consequence {
            .send(
                NotifyAdministrators(
                    of: organisation,
                    Notice(notice: context.id("support ended"), subject: subject, path: path, always: true)))
        }
        return [.send(WithdrawSupportersInvitations(organisation: fact.organisation))]
            + [tell(fact.organisation, "/organisations/\(Identifier.text(fact.organisation))")]
            + [fact.former].compactMap { $0 }.map {
                tell($0, "/organisations/\(Identifier.text($0))/supported")
            }
    }
}

extension Problem {
    fileprivate static let nobodyElse = Problem(
        code: "no-administrator",
        message: "The organisation has no administrator of its own. Invite one before you stop supporting it.",
        kind: .conflict)
}
