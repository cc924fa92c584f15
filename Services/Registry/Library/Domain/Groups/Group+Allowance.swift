// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

// A contract has a hundred licences and no silent overage: Central Admin raises them for a reason, which stays on record. C-15
extension GroupDecider {
    static let largestAllowance = 10_000

    static func changeAllowance(
        _ asked: ChangeAllowance, of state: GroupState, in context: Context
    ) throws(GroupRefusal) -> [GroupEvent] {
        guard context.actor.may(.keepGroups) else { throw .notFound }
        guard state.isActive else { throw .groupInactive }
        // The same form sent again. IMP-04
        if asked.allowance == state.allowance { return [] }
        guard (1...largestAllowance).contains(asked.allowance) else { throw .allowanceOutOfRange }
        guard asked.allowance >= state.used else { throw .allowanceInUse(state.used) }
        let change = AllowanceChange(
            before: state.allowance, allowance: asked.allowance, reason: try reason(asked.reason), time: context.time)
        return [.allowanceChanged(AllowanceChanged(group: state.group, change: change))]
    }

    /// Those who decide about licences, and the organisation whose contract it is.
    static func allowanceConsequences(of state: GroupState, in context: Context) -> [Consequence] {
        let subject = "The contract of \(state.title) has \(Lengths.words(state.allowance)) licences now"
        return state.superAdministrators.map { account in
            .send(
                NotifyAccount(
                    account,
                    Notice(
                        notice: context.id("allowance \(Identifier.text(account))"), subject: subject,
                        path: path(of: state))))
        } + [
            .send(
                NotifyAdministrators(
                    of: state.contractor,
                    Notice(notice: context.id("allowance"), subject: subject, path: path(of: state))))
        ]
    }
}
