// SPDX-License-Identifier: Apache-2.0

import Contracts

extension Golden {
    static let identity: [Golden] = [
        message(
            RegisterAccount(
                account: Invented.account, email: "ada@example.nhs.uk", displayName: "Ada Example",
                password: "correct horse 1!", challenge: "c2VhbGVk", challengeAnswer: "word")),
        message(
            CreateAccount(
                account: Invented.account, email: "ada@example.nhs.uk", displayName: "Ada Example",
                password: "correct horse 1!", roles: [.centralAdmin, .reviewer(team: "national")])),
        message(VerifyEmailAddress(account: Invented.account, tokenDigest: Invented.digest)),
        message(ResendVerification(email: "ada@example.nhs.uk")),
        message(DecideAccount(account: Invented.account, approved: false, reason: "Not known at this practice.")),
        message(GrantPlatformRole(account: Invented.account, role: .reviewer(team: "host-q99"))),
        message(RevokePlatformRole(account: Invented.account, role: .reviewer(team: "host-q99"))),
        message(DisableAccount(account: Invented.account)),
        message(EnableAccount(account: Invented.account)),
        message(
            SignIn(
                email: "ada@example.nhs.uk", password: "correct horse 1!", session: Invented.session,
                tokenDigest: Invented.digest, device: "Firefox on Windows")),
        message(AddInstantDomain(domain: "example.nhs.uk")),
        message(RemoveInstantDomain(domain: "example.nhs.uk")),
        message(SignOut(account: Invented.account, session: Invented.session)),
        message(RequestPasswordReset(email: "ada@example.nhs.uk")),
        message(RenewLink(purpose: .passwordReset, account: Invented.account, tokenDigest: Invented.digest)),
        message(ChangePassword(account: Invented.account, current: "correct horse 1!", password: "other horse 2!")),
        message(ChangeDisplayName(account: Invented.account, displayName: "Ada Sample")),
        message(
            ChangeEmailAddress(
                account: Invented.account, email: "ada@new.example.nhs.uk", current: "correct horse 1!")),
        message(ConfirmEmailAddress(account: Invented.account, tokenDigest: Invented.digest)),
        message(SignOutEverywhere(account: Invented.account)),
        message(
            EnrolSecondFactor(
                account: Invented.account, session: Invented.session, current: "correct horse 1!",
                secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
                code: "123456", recoveryDigests: [Invented.digest])),
        message(
            ProveSession(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest, code: "123456")),
        message(RemoveSecondFactor(account: Invented.account, code: "123456")),
        message(
            SignInWithProvider(
                word: "c2VhbGVk", session: Invented.session, tokenDigest: Invented.digest, device: "Firefox on Windows")
        ),
        message(
            RegisterWithProvider(
                account: Invented.account, displayName: "Ada Example", word: "c2VhbGVk", session: Invented.session,
                tokenDigest: Invented.digest, device: "Firefox on Windows")),
        message(
            LinkProvider(
                account: Invented.account, session: Invented.session, word: "c2VhbGVk", current: "correct horse 1!")),
        message(
            LinkProvider(account: Invented.account, session: Invented.session, word: "c2VhbGVk", current: nil), "fresh"),
        message(UnlinkProvider(account: Invented.account, current: "correct horse 1!")),
        message(
            MakeAPIKey(
                account: Invented.account, session: Invented.session, key: Invented.apiKey,
                tokenDigest: Invented.digest, keyName: "Rota system", scopes: [.read, .assessments],
                organisation: Invented.organisation, days: 90, current: "correct horse 1!")),
        message(CloseAccount(account: Invented.account, current: "correct horse 1!")),
        message(EraseAccount(account: Invented.account, isLast: true)),
        message(EndAPIKey(account: Invented.account, key: Invented.apiKey)),
        message(RemindOfAPIKey(account: Invented.account, key: Invented.apiKey)),
        message(
            ResetPassword(account: Invented.account, tokenDigest: Invented.digest, password: "correct horse 1!")),

        message(
            AccountRegistered(
                account: Invented.account, email: "ada@example.nhs.uk", displayName: "Ada Example", domainListed: true)
        ),
        message(ChallengeAnswered(account: Invented.account, challenge: Invented.challenge)),
        message(PasswordSet(account: Invented.account, hash: "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA")),
        message(
            VerificationIssued(account: Invented.account, tokenDigest: Invented.digest, expires: Invented.later)),
        message(EmailAddressVerified(account: Invented.account, email: "ada@example.nhs.uk")),
        message(AccountApproved(account: Invented.account)),
        message(AccountDeclined(account: Invented.account, reason: "Not known at this practice.")),
        message(
            PlatformRoleGranted(
                account: Invented.account, role: .superAdministrator(group: Invented.id(13)), position: 4)),
        message(PlatformRoleRevoked(account: Invented.account, role: .centralAdmin)),
        message(AccountDisabled(account: Invented.account, time: Invented.time)),
        message(AccountEnabled(account: Invented.account)),
        message(
            SessionBegun(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest,
                expires: Invented.later, device: "Firefox on Windows")),
        message(
            SessionBegun(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest,
                expires: Invented.later, device: nil), "unknown-device"),
        message(
            SessionBegun(
                account: Invented.account, session: Invented.session, tokenDigest: Invented.digest,
                expires: Invented.later, device: "Firefox on Windows", isByProvider: true), "by-provider"),
        message(SignInFailed(account: Invented.account, attempt: .ownPassword), "own-password"),
        message(SignInFailed(account: Invented.account, lockedUntil: Invented.later)),
        message(SignInFailed(account: Invented.account), "first"),
        message(SessionEnded(account: Invented.account, session: Invented.session)),
        message(
            PasswordResetIssued(
                account: Invented.account, tokenDigest: Invented.digest, expires: Invented.later, becauseLocked: true)),
        message(PasswordReset(account: Invented.account)),
        message(RegistrationRepeated(account: Invented.account, quietUntil: Invented.later)),
        message(InstantDomainsTaken(domains: ["nhs.net", "nhs.uk"])),
        message(
            InstantDomainAdded(
                domain: "example.nhs.uk", by: "account:018f7d3e-0000-7000-8000-000000000001", time: Invented.time)),
        message(
            InstantDomainRemoved(
                domain: "example.nhs.uk", by: "account:018f7d3e-0000-7000-8000-000000000001", time: Invented.time)),
        message(PasswordChanged(account: Invented.account)),
        message(AccountChanged(account: Invented.account)),
        message(DisplayNameChanged(account: Invented.account, displayName: "Ada Sample")),
        message(
            NewAddressLinkIssued(
                account: Invented.account, email: "ada@new.example.nhs.uk", tokenDigest: Invented.digest,
                expires: Invented.later)),
        message(
            EmailAddressChanged(
                account: Invented.account, email: "ada@new.example.nhs.uk", previous: "ada@example.nhs.uk")),
        message(
            SecondFactorSet(account: Invented.account, sealedSecret: "c2VhbGVk", recoveryDigests: [Invented.digest])),
        message(SecondFactorUsed(account: Invented.account, step: 61_000_000, recoveryDigest: nil)),
        message(SecondFactorUsed(account: Invented.account, step: nil, recoveryDigest: Invented.digest), "recovery"),
        message(SecondFactorRemoved(account: Invented.account)),
        message(
            ProviderLinked(
                account: Invented.account, issuer: "https://login.example", provider: "Example login",
                identity: Invented.digest, email: "ada@example.nhs.uk", hasOwnAddress: true)),
        message(
            ProviderLinked(
                account: Invented.account, issuer: "https://login.example", provider: "Example login",
                identity: Invented.digest, email: nil, hasOwnAddress: false), "no-address"),
        message(
            ProviderUnlinked(account: Invented.account, provider: "Example login", identity: Invented.digest)),
        message(SessionProven(account: Invented.account, session: Invented.session)),
        message(SessionUsed(account: Invented.account, session: Invented.session)),
        message(
            APIKeyMade(
                account: Invented.account, key: Invented.apiKey, tokenDigest: Invented.digest, keyName: "Rota system",
                scopes: [.read, .assessments], organisation: Invented.organisation, made: Invented.time,
                expires: Invented.later)),
        message(APIKeyEnded(account: Invented.account, key: Invented.apiKey, cause: .secondFactor)),
        message(AccountClosing(account: Invented.account, erasure: Invented.later)),
        message(
            AccountErasureDue(account: Invented.account, addresses: ["ada@example.nhs.uk"], isLast: false)),
        message(APIKeyEndAnnounced(account: Invented.account, key: Invented.apiKey)),
        message(APIKeyUsed(account: Invented.account, key: Invented.apiKey)),

        query(
            ResolveSession(tokenDigest: Invented.digest),
            Session(
                session: Invented.session, account: Invented.account, email: "ada@example.nhs.uk",
                displayName: "Ada Example", roles: [.reviewer(team: "host-q99")],
                memberships: [
                    Membership(organisation: Invented.organisation, roles: [.administrator, .seniorOfficer])
                ], expires: Invented.later, used: Invented.time)),
        query(ResolveSession(tokenDigest: Invented.digest), nil, "unknown"),
        query(
            ResolveAPIKey(tokenDigest: Invented.digest),
            Session(
                session: Invented.apiKey, account: Invented.account, email: "ada@example.nhs.uk",
                displayName: "Ada Example", roles: [],
                memberships: [Membership(organisation: Invented.organisation, roles: [.administrator])],
                expires: Invented.later, used: nil,
                key: APIKeyGrant(
                    key: Invented.apiKey, scopes: [.read, .assessments], organisation: Invented.organisation))),
        query(
            ReadOwnAccount(),
            OwnAccount(
                account: Invented.account, email: "ada@example.nhs.uk", nextEmail: nil,
                formerEmails: ["ada@old.example.nhs.uk"], displayName: "Ada Example", registered: Invented.time,
                roles: [.centralAdmin], recoveryCodes: 9, passkeys: ["Telephone"],
                providers: ["Example login: ada@example.nhs.uk"],
                memberships: [Membership(organisation: Invented.organisation, roles: [.administrator])],
                soleAdministrations: [Invented.organisation], erasure: Invented.later, workEmail: .daily,
                history: [.init(type: "identity.account-registered.v1", time: Invented.time, actor: "visitor")])),
        query(
            ListAPIKeys(),
            [
                APIKeySummary(
                    key: Invented.apiKey, keyName: "Rota system", scopes: [.read, .assessments],
                    organisation: Invented.organisation, made: Invented.time, used: nil, expires: Invented.later)
            ]),
        query(
            ListSessions(),
            [
                SessionSummary(
                    session: Invented.session, device: "Firefox on Windows", begun: Invented.time, used: Invented.time,
                    expires: Invented.later)
            ]),
        query(DescribeWaitingAccount(account: Invented.account), Invented.account1),
        query(
            ListInstantDomains(),
            InstantDomains(
                domains: ["nhs.net", "nhs.uk"],
                changes: [
                    .init(
                        domain: "example.nhs.uk", added: false, by: "account:018f7d3e-0000-7000-8000-000000000001",
                        time: Invented.time)
                ])),
        query(
            BeginProviderSignIn(
                redirect: "https://attest.example/account/provider/callback", binding: Invented.digest, next: "/reviews"
            ),
            ProviderDoor(address: "https://login.example/authorize?state=c2VhbGVk")),
        query(
            FinishProviderSignIn(
                state: "c2VhbGVk", code: "code", issuer: "https://login.example", binding: Invented.digest),
            ProviderArrival(
                word: "c2VhbGVk", standing: .linked, account: Invented.account, email: "ada@example.nhs.uk",
                displayName: "Ada Example", next: "/reviews")),
        query(ReadProviderLink(), ProviderLinkSummary(provider: "Example login", email: nil, hasPassword: true)),
        query(ReadSecondFactor(), SecondFactorSummary(recoveryCodes: 9)),
        query(
            ReadLink(purpose: .verification, account: Invented.account, tokenDigest: Invented.digest), .expired),
        query(
            NewChallenge(),
            Challenge(
                token: "c2VhbGVk", image: "iVBORw0KGgo=", question: "Which is the third word?", effort: 20,
                expires: Invented.later)),
        query(SpeakChallenge(challenge: "c2VhbGVk"), SpokenChallenge(sound: "UklGRg==")),
        query(FindAccount(email: "ada@example.nhs.uk"), Invented.account1),
        query(ListWaitingAccounts(after: "b3BhcXVl"), Page(items: [Invented.account1], next: "b3BhcXVl")),
        query(
            ListAccounts(role: .reviewer(team: "host-q99"), after: "b3BhcXVl"),
            Page(items: [Invented.account1], next: "b3BhcXVl")),
        query(
            NameAccounts(accounts: [Invented.account]),
            [AccountName(account: Invented.account, displayName: "Ada Example")]),
    ].flatMap { $0 }
}
