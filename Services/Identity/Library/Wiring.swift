// SPDX-License-Identifier: Apache-2.0

import Contracts
public import Cryptography
import Database
public import Messaging
public import struct Foundation.Date

/// Identity, from top to bottom.
public enum Wiring {
    /// - Parameters:
    ///   - hasher: how passwords are hashed; tests take a cheap one.
    ///   - now: the clock for challenges, which are read before the engine's own time is known.
    public static func definition(
        _ configuration: Configuration, hasher: PasswordHasher? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) -> Definition {
        let maker = ChallengeMaker(key: configuration.sealingKey)
        let provider = configuration.provider.map {
            ProviderSignIn($0, sealing: configuration.sealingKey, now: now)
        }
        let preparations = Preparations(
            maker: maker,
            rules: PasswordRules(minimum: configuration.passwordMinimum, common: configuration.commonPasswords),
            listedDomains: configuration.listedDomains,
            sealing: configuration.sealingKey, hasher: hasher ?? PasswordHasher(pool: configuration.hashingThreads),
            now: now,
            throttles: Throttles(configuration.throttles), provider: provider)
        let idle = Double(configuration.idleMinutes) * 60
        return Definition(
            service: "identity",
            migrations: [
                Migration(
                    name: "m0002_memberships",
                    sql: String(decoding: PackageResources.m0002_memberships_sql, as: UTF8.self)),
                Migration(
                    name: "m0003_session_uses",
                    sql: String(decoding: PackageResources.m0003_session_uses_sql, as: UTF8.self)),
                Migration(
                    name: "m0004_throttles",
                    sql: String(decoding: PackageResources.m0004_throttles_sql, as: UTF8.self)),
                Migration(
                    name: "m0005_provider_returns",
                    sql: String(decoding: PackageResources.m0005_provider_returns_sql, as: UTF8.self)),
                Migration(
                    name: "m0006_api_key_uses",
                    sql: String(decoding: PackageResources.m0006_api_key_uses_sql, as: UTF8.self)),
                Migration(
                    name: "m0007_members", sql: String(decoding: PackageResources.m0007_members_sql, as: UTF8.self)),
                Migration(
                    name: "m0008_supports", sql: String(decoding: PackageResources.m0008_supports_sql, as: UTF8.self)),
            ],
            aggregates: [
                Aggregate(
                    AccountDecider.self, projections: [AccountsTable.self, SessionsTable.self, APIKeysTable.self]),
                Aggregate(DomainListDecider.self), Aggregate(NoticeBoardDecider.self),
            ],
            handlers: [
                .prepared(RegisterAccount.self, AccountDecider.self) { message, _, database in
                    try await preparations.register(message, from: database)
                },
                .prepared(CreateAccount.self, AccountDecider.self) { message, actor, _ in
                    await preparations.create(message, by: actor)
                },
                .instruction(
                    VerifyEmailAddress.self, AccountDecider.self, stream: { $0.account },
                    command: { .verify(tokenDigest: $0.tokenDigest.lowercased()) }),
                .prepared(ResendVerification.self, AccountDecider.self) { message, _, database in
                    try await preparations.resend(message, from: database)
                },
                .instruction(
                    DecideAccount.self, AccountDecider.self, stream: { $0.account },
                    command: { .decide(approved: $0.approved, reason: $0.reason) }),
                .instruction(
                    GrantPlatformRole.self, AccountDecider.self, stream: { $0.account }, command: { .grant($0.role) }),
                .instruction(
                    RevokePlatformRole.self, AccountDecider.self, stream: { $0.account },
                    command: { .revoke($0.role) }),
                .instruction(
                    DisableAccount.self, AccountDecider.self, stream: { $0.account }, command: { _ in .disable }),
                .instruction(
                    EnableAccount.self, AccountDecider.self, stream: { $0.account }, command: { _ in .enable }),
                .prepared(SignIn.self, AccountDecider.self) { message, _, database in
                    try await preparations.signIn(message, from: database)
                },
                .instruction(
                    SignOut.self, AccountDecider.self, stream: { $0.account },
                    command: { .signOut(session: $0.session) }),
                .prepared(RequestPasswordReset.self, AccountDecider.self) { message, _, database in
                    try await preparations.requestReset(message, from: database)
                },
                .prepared(RenewLink.self, AccountDecider.self) { message, _, database in
                    try await preparations.renewLink(message, from: database)
                },
                .prepared(ResetPassword.self, AccountDecider.self) { message, _, database in
                    try await preparations.reset(message, from: database)
                },
                .prepared(ChangePassword.self, AccountDecider.self) { message, actor, database in
                    try await preparations.changePassword(message, by: actor, from: database)
                },
                .prepared(ChangeDisplayName.self, AccountDecider.self) { message, _, _ in
                    preparations.rename(message)
                },
                .prepared(ChangeEmailAddress.self, AccountDecider.self) { message, actor, database in
                    try await preparations.changeEmail(message, by: actor, from: database)
                },
                .prepared(ConfirmEmailAddress.self, AccountDecider.self) { message, _, database in
                    try await preparations.confirmEmail(message, from: database)
                },
                .instruction(
                    SignOutEverywhere.self, AccountDecider.self, stream: { $0.account },
                    command: { _ in .signOutEverywhere }),
                .prepared(EnrolSecondFactor.self, AccountDecider.self) { message, actor, database in
                    try await preparations.enrol(message, by: actor, from: database)
                },
                .prepared(ProveSession.self, AccountDecider.self) { message, _, database in
                    try await preparations.prove(message, from: database)
                },
                .prepared(RemoveSecondFactor.self, AccountDecider.self) { message, _, database in
                    try await preparations.removeFactor(message, from: database)
                },
                .prepared(SignInWithProvider.self, AccountDecider.self) { message, _, database in
                    try await preparations.signIn(message, from: database)
                },
                .prepared(RegisterWithProvider.self, AccountDecider.self) { message, _, database in
                    try await preparations.register(message, from: database)
                },
                .prepared(LinkProvider.self, AccountDecider.self) { message, actor, database in
                    try await preparations.link(message, by: actor, from: database)
                },
                .prepared(UnlinkProvider.self, AccountDecider.self) { message, actor, database in
                    try await preparations.unlink(message, by: actor, from: database)
                },
                .prepared(CloseAccount.self, AccountDecider.self) { message, actor, database in
                    try await preparations.close(message, by: actor, from: database)
                },
                .prepared(EraseAccount.self, AccountDecider.self) { message, _, database in
                    try await preparations.erase(message, from: database)
                },
                .erasure(isLast: true),
                .prepared(MakeAPIKey.self, AccountDecider.self) { message, actor, database in
                    try await preparations.makeKey(message, by: actor, from: database)
                },
                .instruction(
                    EndAPIKey.self, AccountDecider.self, stream: { $0.account }, command: { .endKey($0.key) }),
                .instruction(
                    RemindOfAPIKey.self, AccountDecider.self, stream: { $0.account },
                    command: { .remindOfKey($0.key) }),
                .prepared(AddPasskey.self, AccountDecider.self) { message, actor, database in
                    try await preparations.add(message, by: actor, from: database)
                },
                .prepared(RenamePasskey.self, AccountDecider.self) { message, _, _ in
                    preparations.rename(message)
                },
                .prepared(RemovePasskey.self, AccountDecider.self) { message, actor, database in
                    try await preparations.remove(message, by: actor, from: database)
                },
                .prepared(ProveSessionWithPasskey.self, AccountDecider.self) { message, _, database in
                    try await preparations.prove(message, from: database)
                },
                .prepared(SignInWithPasskey.self, AccountDecider.self) { message, _, database in
                    try await preparations.signIn(message, from: database)
                },
                .instruction(
                    ChangePreferences.self, AccountDecider.self, stream: { $0.account },
                    command: { .choose($0.workEmail) }),
                .instruction(
                    StopWorkEmail.self, AccountDecider.self, stream: { $0.account },
                    command: { .stopWorkEmail(tokenDigest: $0.tokenDigest.lowercased()) }),
                .instruction(
                    NotifyAccount.self, AccountDecider.self, stream: { $0.account },
                    command: { .notify($0.notice) }),
                .prepared(NotifyTeam.self, NoticeBoardDecider.self) { message, _, database in
                    try await preparations.post(message, from: database)
                },
                .prepared(NotifyAdministrators.self, NoticeBoardDecider.self) { message, _, database in
                    try await preparations.post(message, from: database)
                },
                .instruction(
                    SendNotices.self, AccountDecider.self, stream: { $0.account }, command: { _ in .sendNotices }),
                .instruction(
                    AddInstantDomain.self, DomainListDecider.self, stream: { _ in DomainListDecider.stream },
                    command: { .add($0.domain, configured: configuration.listedDomains) }),
                .instruction(
                    RemoveInstantDomain.self, DomainListDecider.self, stream: { _ in DomainListDecider.stream },
                    command: { .remove($0.domain, configured: configuration.listedDomains) }),
                .reaction(
                    to: SuperAdministratorChanged.self, AccountDecider.self, stream: { $0.account },
                    received: {
                        .superAdministrator(group: $0.fact.group, isNamed: $0.fact.isNamed, position: $0.sequence)
                    }),
                .record(MembershipGranted.self, write: MembershipsTable.record),
                .record(MembershipEnded.self, write: MembershipsTable.record),
                .record(SupportChanged.self, write: MembershipsTable.record),
                .record(SessionUsed.self, write: SessionUses.record),
                .record(APIKeyUsed.self, write: APIKeyUses.record),
            ],
            questions: [
                ResolveSessionQuestion(idle: idle, needsFactor: configuration.needsSecondFactor),
                ListSessionsQuestion(idle: idle), ReadSecondFactorQuestion(), ReadLinkQuestion(),
                ResolveAPIKeyQuestion(), ListAPIKeysQuestion(), ReadOwnAccountQuestion(),
                NewPasskeyChallengeQuestion(passkeys: PasskeyChallenges(key: configuration.sealingKey)),
                ListPasskeysQuestion(), ReadPreferencesQuestion(),
                NewChallengeQuestion(maker: maker), SpeakChallengeQuestion(maker: maker),
                BeginProviderSignInQuestion(provider: provider), FinishProviderSignInQuestion(provider: provider),
                ReadProviderLinkQuestion(),
                FindAccountQuestion(),
                ListWaitingAccountsQuestion(), DescribeWaitingAccountQuestion(),
                ListInstantDomainsQuestion(configured: configuration.listedDomains), ListAccountsQuestion(),
                NameAccountsQuestion(),
            ])
    }
}
