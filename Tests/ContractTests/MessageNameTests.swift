// SPDX-License-Identifier: Apache-2.0

import Contracts
import Foundation
import Testing

/// Every message of the system.
private let all: [any Message.Type] = [
    RegisterAccount.self, CreateAccount.self, VerifyEmailAddress.self, ResendVerification.self, DecideAccount.self,
    GrantPlatformRole.self, SignIn.self, SignOut.self, AccountRegistered.self, PasswordSet.self,
    VerificationIssued.self, EmailAddressVerified.self, AccountApproved.self, AccountDeclined.self,
    PlatformRoleGranted.self, SessionBegun.self, SignInFailed.self, SessionEnded.self, ResolveSession.self,
    NewChallenge.self, ChallengeAnswered.self, FindAccount.self, ListWaitingAccounts.self, NameAccounts.self,
    RegistrationSubmitted.self, RegistrationReceived.self,
    OrganisationRegistered.self, RegistrationRefused.self, MembershipGranted.self, FindDirectoryEntries.self,
    FindDirectoryEntry.self, RegistrationStatus.self, DescribeOrganisation.self, ListOrganisations.self,
    ImportDirectoryRows.self, FinishDirectoryImport.self, RecordContacts.self, AnswerRequirement.self,
    SubmitAssessment.self, SubmitImprovementPlan.self, SignDeclaration.self, ResendDeclaration.self, DecidePlan.self,
    CaseOpened.self, ContactsRecorded.self, RequirementAnswered.self, AssessmentSubmitted.self,
    ImprovementPlanSubmitted.self, ImprovementPlanApproved.self, ImprovementPlanReturned.self, DeclarationIssued.self,
    CodeRejected.self, DeclarationSigned.self, DescribeCase.self, FindCases.self, DescribeAssessment.self,
    ShowHistory.self, ReadDeclaration.self, OpenReviewTask.self, TakeReviewTask.self, ReleaseReviewTask.self,
    DecideReviewTask.self, ReviewTaskOpened.self, ReviewTaskTaken.self, ReviewTaskReleased.self,
    ReviewTaskDecided.self, ListReviewTasks.self, DescribeReviewTask.self, SendEmail.self, RecordDelivery.self,
    EmailRequested.self, EmailSent.self, EmailDeferred.self, EmailFailed.self, ListEmails.self,
]

/// The question that every service answers under a name of its own; the contracts declare it once, without a name.
private let histories: [any Message.Type] = [
    VerifyHistory<IdentityHistory>.self, VerifyHistory<RegistryHistory>.self, VerifyHistory<ComplianceHistory>.self,
    VerifyHistory<NotificationHistory>.self,
]

@Suite("Message names")
struct MessageNameTests {
    @Test("Every name has the shape service.what.vN, and none is used twice")
    func shape() {
        let all = all + histories
        for type in all { #expect(MessageName(type.name.text) == type.name, "\(type)") }
        let names = Set(all.map { $0.name.text })
        #expect(names.count == all.count)
    }

    @Test("Every message declared in the contracts is in this list")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Shared/Contracts")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var declared = 0
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            declared += text.components(separatedBy: "static let name: MessageName = ").count - 1
        }
        #expect(declared == all.count)
    }

    @Test("What holds a password, a digest of a secret or an answer to a challenge is never published")
    func audiences() {
        for type in all {
            guard let fact = type as? any Fact.Type else { continue }
            let secret = [
                "password-set", "session-begun", "verification-issued", "declaration-issued", "email-requested",
            ]
            .contains { type.name.text.contains($0) }
            if secret { #expect(fact.audience == .service, "\(type)") }
        }
    }

    @Test(
        "Other shapes are refused",
        arguments: ["", "a", "a.b", "a.b.c", "a.b.v", "A.b.v1", "a..v1", "a.b.v1.d", "a b.c.v1"])
    func refused(text: String) {
        #expect(MessageName(text) == nil)
    }
}
