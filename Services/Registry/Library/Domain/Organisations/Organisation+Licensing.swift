// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging
import struct Foundation.Date

/// Which licensing group an organisation belongs to. Once it belongs to one, the group keeps what becomes of its licence.
extension OrganisationDecider {
    /// ISG-49, ISG-50, C-14: a group that is chosen has it; without one, Central Admin is asked, if anybody is.
    static func licensing(of submission: RegistrationSubmitted, at time: Date) -> [OrganisationEvent] {
        guard let asked = submission.licensing else { return [] }
        if let group = asked.group {
            return [
                .groupChosen(
                    GroupChosen(
                        organisation: submission.registration, group: group, wantsLicence: asked.wantsLicence))
            ]
        }
        return asked.wantsLicence
            ? [.licenceWanted(LicenceWanted(organisation: submission.registration, time: time))] : []
    }

    /// C-14
    static func place(
        _ asked: PlaceOrganisation, isOpen: Bool, given state: OrganisationState?, in context: Context
    ) throws(OrganisationRefusal) -> [OrganisationEvent] {
        guard context.actor.may(.keepGroups), let placing = state?.placing, placing.reason == nil else {
            throw .notFound
        }
        if let group = asked.group {
            // It has asked one itself meanwhile.
            guard context.holder(of: GroupDecider.licenceClaim(asked.organisation)) == nil else {
                throw .licensing(.alreadyInGroup)
            }
            guard isOpen else { throw .licensing(RegistrationProblem.groupClosed.problem) }
            return [
                .groupChosen(GroupChosen(organisation: asked.organisation, group: group, wantsLicence: true))
            ]
        }
        let reason = Typed.text(asked.reason)
        guard !reason.isEmpty else { throw .licensing(.placingReasonMissing) }
        guard reason.fits(Lengths.note) else { throw .licensing(.placingReasonTooLong) }
        return [.placingRefused(PlacingRefused(organisation: asked.organisation, reason: reason))]
    }

    static func evolveLicensing(_ state: OrganisationState?, with event: OrganisationEvent) -> OrganisationState {
        // `decide` gives no such event without a state.
        guard var state else { preconditionFailure("An organisation begins with its registration") }
        switch event {
        case .groupChosen: state.placing = nil
        case .licenceWanted(let fact): state.placing = Placing(asked: fact.time)
        case .placingRefused(let fact): state.placing?.reason = fact.reason
        default: break
        }
        return state
    }

    static func licensing(
        _ event: OrganisationEvent, of state: OrganisationState, in context: Context
    ) -> [Consequence] {
        switch event {
        case .groupChosen(let fact):
            [
                .send(
                    JoinGroup(
                        group: fact.group, organisation: fact.organisation,
                        organisationName: state.registered?.name ?? "", wantsLicence: fact.wantsLicence))
            ]
        case .licenceWanted(let fact):
            [
                .send(
                    NotifyTeam(
                        ReviewTeam.centralAdmin,
                        Notice(
                            notice: context.id("unplaced"),
                            subject:
                                "\(state.registered?.name ?? "An organisation") asks for a licence and has no group",
                            path: "/groups/unplaced/\(Identifier.text(fact.organisation))",
                            queue: "central-admin/unplaced")))
            ]
        case .placingRefused(let fact):
            [
                .send(
                    NotifyAdministrators(
                        of: fact.organisation,
                        Notice(
                            notice: context.id("placing"), subject: "There is no licence for your organisation yet",
                            path: "/organisations/\(Identifier.text(fact.organisation))/licence")))
            ]
        default: []
        }
    }
}

extension Problem {
    fileprivate static let placingReasonMissing = Problem(
        code: "reason-missing", field: "reason", message: "Say why there is no group. The organisation reads it.")
    fileprivate static let alreadyInGroup = Problem(
        code: "already-in-group", field: "group", message: "The organisation is in a group already.", kind: .conflict)
    fileprivate static let placingReasonTooLong = Problem(
        code: "reason-too-long", field: "reason", message: "Shorten the reason to \(Lengths.note) characters or fewer.")
}
