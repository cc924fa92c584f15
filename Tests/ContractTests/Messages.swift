// SPDX-License-Identifier: Apache-2.0

import Contracts

/// Every type of message that the contracts declare.
enum Messages {
    static let all = named + histories

    static let named: [any Message.Type] = [
        RegisterAccount.self, CreateAccount.self, VerifyEmailAddress.self, ResendVerification.self, DecideAccount.self,
        GrantPlatformRole.self, SignIn.self, SignOut.self, AccountRegistered.self, PasswordSet.self,
        VerificationIssued.self, EmailAddressVerified.self, AccountApproved.self, AccountDeclined.self,
        PlatformRoleGranted.self, SessionBegun.self, SignInFailed.self, SessionEnded.self, ResolveSession.self,
        NewChallenge.self, ChallengeAnswered.self, FindAccount.self, ListWaitingAccounts.self, NameAccounts.self,
        RegistrationSubmitted.self, RegistrationReceived.self,
        OrganisationRegistered.self, RegistrationRefused.self, MembershipGranted.self, FindDirectoryEntries.self,
        FindDirectoryEntry.self, RegistrationStatus.self, DescribeOrganisation.self, ListOrganisations.self,
        ImportDirectoryRows.self, FinishDirectoryImport.self, RecordContacts.self, AnswerRequirement.self,
        SubmitAssessment.self, SubmitImprovementPlan.self, SignDeclaration.self, ResendDeclaration.self,
        DecidePlan.self,
        CaseOpened.self, ContactsRecorded.self, RequirementAnswered.self, AssessmentSubmitted.self,
        ImprovementPlanSubmitted.self, ImprovementPlanApproved.self, ImprovementPlanReturned.self,
        DeclarationIssued.self,
        CodeRejected.self, DeclarationSigned.self, DescribeCase.self, FindCases.self, DescribeAssessment.self,
        ShowHistory.self, ReadDeclaration.self, OpenReviewTask.self, TakeReviewTask.self, ReleaseReviewTask.self,
        DecideReviewTask.self, ReviewTaskOpened.self, ReviewTaskTaken.self, ReviewTaskReleased.self,
        ReviewTaskDecided.self, ListReviewTasks.self, DescribeReviewTask.self, SendEmail.self, RecordDelivery.self,
        EmailRequested.self, EmailSent.self, EmailDeferred.self, EmailFailed.self, ListEmails.self,
    ]

    /// The question that every service answers under a name of its own; the contracts declare it once, without a name.
    static let histories: [any Message.Type] = [
        VerifyHistory<IdentityHistory>.self, VerifyHistory<RegistryHistory>.self, VerifyHistory<ComplianceHistory>.self,
        VerifyHistory<NotificationHistory>.self,
    ]
}
