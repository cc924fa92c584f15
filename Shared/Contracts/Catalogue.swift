// SPDX-License-Identifier: Apache-2.0

/// Every message of the system: what permissions, contract tests and the interface's description are made from.
public enum Catalogue {
    public static let facts: [any Fact.Type] = [
        AccountRegistered.self, ChallengeAnswered.self, PasswordSet.self, VerificationIssued.self,
        EmailAddressVerified.self, AccountApproved.self, AccountDeclined.self, PlatformRoleGranted.self,
        PlatformRoleRevoked.self,
        AccountDisabled.self, AccountEnabled.self,
        SessionBegun.self, SignInFailed.self, SessionEnded.self, PasswordResetIssued.self, PasswordReset.self,
        RegistrationRepeated.self, PasswordChanged.self, AccountChanged.self, DisplayNameChanged.self,
        NewAddressLinkIssued.self, EmailAddressChanged.self, SessionUsed.self, InstantDomainsTaken.self,
        InstantDomainAdded.self, InstantDomainRemoved.self, SecondFactorSet.self, SessionProven.self,
        SecondFactorUsed.self, SecondFactorRemoved.self,
        ProviderLinked.self, ProviderUnlinked.self,
        APIKeyMade.self, APIKeyEnded.self, APIKeyEndAnnounced.self, APIKeyUsed.self,
        AccountClosing.self, AccountErasureDue.self,
        PasskeyAdded.self, PasskeyUsed.self, PasskeyDoubted.self, PasskeyRenamed.self, PasskeyRemoved.self,
        PreferencesChanged.self, UnsubscribeLinkIssued.self, AccountNotified.self, NoticesSent.self,
        NoticePosted.self, AdministratorsTold.self,
        RegistrationSubmitted.self, RegistrationReceived.self, OrganisationRegistered.self, GroupChosen.self,
        SupportSwitched.self, SupportChanged.self, LicenceWanted.self, PlacingRefused.self, OrganisationLinked.self,
        OrganisationContactRecorded.self,
        RegistrationRefused.self, ApplicantAccepted.self, MembershipGranted.self, MembershipEnded.self,
        PersonInvited.self, InvitationSent.self, InvitationUndelivered.self, InvitationEnded.self,
        GroupContractRecorded.self, GroupActivated.self, SuperAdministratorChanged.self, LicenceRequested.self,
        LicenceGranted.self, LicenceEnded.self, SuperAdministratorNamed.self, NamingEnded.self, AllowanceChanged.self,
        JoiningAsked.self, JoiningDecided.self, ODSCodeRecorded.self,
        TicketRaised.self, TicketAnswered.self, TicketEscalated.self, TicketResolved.self, TicketReopened.self,
        StatementOpened.self, CodeRecorded.self, ContactsRecorded.self, ContactNotified.self,
        DeclarationPrepared.self, StatementAgreed.self, CaseOpened.self, GateOpened.self, GateMoved.self,
        ContactNotReached.self, DeclarationReminded.self,
        AssessmentOpened.self, SubmissionAllowed.self, RequirementAnswered.self, AssessmentSubmitted.self,
        PlanOpened.self, ImprovementPlanSaved.self, ImprovementPlanSubmitted.self, ImprovementPlanApproved.self,
        ImprovementPlanReturned.self,
        AgreementOpened.self, SignatoryReplaced.self, DeclarationIssued.self, DeclarationUndelivered.self,
        CodeRejected.self, DeclarationSigned.self, ReviewTaskOpened.self,
        ReviewTaskTaken.self, ReviewTaskReleased.self, ReviewTaskDecided.self, ReviewDecisionRefused.self,
        EmailRequested.self, EmailSent.self, EmailDeferred.self, EmailFailed.self,
        EmailUndelivered.self, EmailBounced.self,
        PersonalDataErased<IdentityHistory>.self, PersonalDataErased<RegistryHistory>.self,
        PersonalDataErased<ComplianceHistory>.self, PersonalDataErased<NotificationHistory>.self,
    ]

    public static let instructions: [any Instruction.Type] = [
        RegisterAccount.self, CreateAccount.self, VerifyEmailAddress.self, ResendVerification.self,
        DecideAccount.self, GrantPlatformRole.self, RevokePlatformRole.self, DisableAccount.self,
        EnableAccount.self, SignIn.self, SignOut.self, RequestPasswordReset.self, ResetPassword.self,
        RenewLink.self, ChangePassword.self, ChangeDisplayName.self, ChangeEmailAddress.self,
        ConfirmEmailAddress.self, SignOutEverywhere.self, EnrolSecondFactor.self, ProveSession.self,
        RemoveSecondFactor.self,
        SignInWithProvider.self, RegisterWithProvider.self, LinkProvider.self, UnlinkProvider.self,
        MakeAPIKey.self, EndAPIKey.self, RemindOfAPIKey.self,
        CloseAccount.self, EraseAccount.self,
        AddPasskey.self, RenamePasskey.self, RemovePasskey.self, ProveSessionWithPasskey.self, SignInWithPasskey.self,
        ChangePreferences.self, StopWorkEmail.self, NotifyAccount.self, SendNotices.self,
        NotifyTeam.self, NotifyAdministrators.self, TellAdministrators.self,
        AddInstantDomain.self, RemoveInstantDomain.self,
        RecordODSCode.self, JoinGroup.self, PlaceOrganisation.self, SwitchSupport.self, EndSupport.self,
        WithdrawSupportersInvitations.self,
        GrantMembership.self, ChangeMemberRoles.self,
        RemoveMember.self, InvitePerson.self,
        SendInvitationAgain.self, CorrectInvitation.self, WithdrawInvitation.self, AnswerInvitation.self,
        RecordGroupContract.self, ActivateGroup.self, ChangeSuperAdministrator.self, RequestLicence.self,
        DecideLicence.self, WithdrawLicence.self, ConfirmSuperAdministrator.self, ReplaceSuperAdministrator.self,
        EndSuperAdministration.self, ChangeAllowance.self, RaiseTicket.self, AnswerTicket.self, EscalateTicket.self,
        ResolveTicket.self, ReopenTicket.self, AskToJoin.self, DecideJoining.self, RecordContacts.self,
        NotifyContact.self, PrepareDeclaration.self,
        AgreeStatement.self,
        OpenCase.self, MoveGate.self, OpenAssessment.self, AllowSubmission.self, AnswerRequirement.self,
        SubmitAssessment.self, OpenPlan.self, SaveImprovementPlan.self, SubmitImprovementPlan.self, DecidePlan.self,
        OpenAgreement.self,
        ReplaceSignatory.self, SignDeclaration.self, ResendDeclaration.self, RemindOfDeclaration.self,
        OpenReviewTask.self, TakeReviewTask.self,
        ReleaseReviewTask.self, DecideReviewTask.self,
        SendEmail.self, RecordDelivery.self, RecordBounce.self,
        InstructionRefused<IdentityHistory>.self, InstructionRefused<RegistryHistory>.self,
        InstructionRefused<ComplianceHistory>.self, InstructionRefused<NotificationHistory>.self,
    ]

    public static let queries: [any Query.Type] = [
        ResolveAPIKey.self, ListAPIKeys.self, ReadOwnAccount.self,
        ReadOwnRecords.self, ShowOwnHistory.self, ListOwnEmails.self,
        ResolveSession.self, ListSessions.self, ReadLink.self, ReadSecondFactor.self, NewChallenge.self,
        SpeakChallenge.self,
        BeginProviderSignIn.self, FinishProviderSignIn.self, ReadProviderLink.self,
        NewPasskeyChallenge.self, ListPasskeys.self,
        ReadPreferences.self,
        FindAccount.self,
        ListWaitingAccounts.self, DescribeWaitingAccount.self,
        ListInstantDomains.self,
        ListAccounts.self,
        NameAccounts.self,
        StageDirectoryRows.self, ImportDirectory.self, StageICORows.self, ImportICORegister.self, StagePostcodes.self,
        ImportPostcodes.self, FindDirectoryEntries.self, FindDirectoryEntry.self,
        FindHost.self, FindICOEntries.self, FindICOEntry.self, LocatePostcode.self,
        FindPlaces.self, ListPlaces.self, DescribePlace.self,
        RegistrationStatus.self, DescribeOrganisation.self, ListOrganisations.self,
        DescribePeople.self, ReadInvitation.self, FindInvitations.self, DescribeJoining.self,
        ReadInTray.self, ListGroups.self, DescribeGroup.self, ListUnplaced.self, ListSupported.self, ListTickets.self,
        DescribeTicket.self,
        DescribeCase.self, FindCases.self, DescribeAssessment.self, DescribeRequirement.self, ShowHistory.self,
        ReadDeclaration.self,
        ListReviewTasks.self, DescribeReviewTask.self,
        ListEmails.self, ReadEmail.self, ReadMailbox.self, PreviewEmails.self,
        VerifyHistory<IdentityHistory>.self, VerifyHistory<RegistryHistory>.self,
        VerifyHistory<ComplianceHistory>.self, VerifyHistory<NotificationHistory>.self,
        RebuildProjections<IdentityHistory>.self, RebuildProjections<RegistryHistory>.self,
        RebuildProjections<ComplianceHistory>.self, RebuildProjections<NotificationHistory>.self,
        AskJobs<IdentityHistory>.self, AskJobs<RegistryHistory>.self,
        AskJobs<ComplianceHistory>.self, AskJobs<NotificationHistory>.self,
        ErasePerson<IdentityHistory>.self, ErasePerson<RegistryHistory>.self,
        ErasePerson<ComplianceHistory>.self, ErasePerson<NotificationHistory>.self,
        ReadFacts<IdentityHistory>.self, ReadFacts<RegistryHistory>.self,
        ReadFacts<ComplianceHistory>.self, ReadFacts<NotificationHistory>.self,
    ]

    public static var messages: [any Message.Type] { facts + instructions + queries }

    /// What is personal in a type of message, by its name.
    public static let personal: [String: [PersonalField]] = Dictionary(
        messages.map { ($0.name.text, $0.personal) }, uniquingKeysWith: { first, _ in first })

    /// What the front door hears as it happens: what a session is remembered for may no longer be so.
    public static let sessionFacts: [any Fact.Type] = [
        SessionEnded.self, PlatformRoleGranted.self, PlatformRoleRevoked.self, AccountDisabled.self,
        MembershipGranted.self, MembershipEnded.self, AccountChanged.self, SessionProven.self,
        SecondFactorRemoved.self, APIKeyEnded.self, SupportChanged.self,
    ]

    /// Facts that leave the service they are of.
    public static var published: [any Fact.Type] { facts.filter { $0.audience == .everyone } }
}
