// SPDX-License-Identifier: Apache-2.0

import Contracts
import Messaging

/// All that can happen to an account.
enum AccountEvent: DomainEvent {
    case registered(AccountRegistered)
    case challengeAnswered(ChallengeAnswered)
    case passwordSet(PasswordSet)
    case verificationIssued(VerificationIssued)
    case addressVerified(EmailAddressVerified)
    case approved(AccountApproved)
    case declined(AccountDeclined)
    case roleGranted(PlatformRoleGranted)
    case roleRevoked(PlatformRoleRevoked)
    case disabled(AccountDisabled)
    case enabled(AccountEnabled)
    case sessionBegun(SessionBegun)
    case signInFailed(SignInFailed)
    case sessionEnded(SessionEnded)
    case resetIssued(PasswordResetIssued)
    case passwordReset(PasswordReset)
    case registeredAgain(RegistrationRepeated)
    case passwordChanged(PasswordChanged)
    case changed(AccountChanged)
    case renamed(DisplayNameChanged)
    case newAddressLinkIssued(NewAddressLinkIssued)
    case emailChanged(EmailAddressChanged)
    case factorSet(SecondFactorSet)
    case factorUsed(SecondFactorUsed)
    case factorRemoved(SecondFactorRemoved)
    case sessionProven(SessionProven)
    case providerLinked(ProviderLinked)
    case providerUnlinked(ProviderUnlinked)
    case keyMade(APIKeyMade)
    case keyEnded(APIKeyEnded)
    case keyEndAnnounced(APIKeyEndAnnounced)
    case closing(AccountClosing)
    case erasureDue(AccountErasureDue)
    case passkeyAdded(PasskeyAdded)
    case passkeyUsed(PasskeyUsed)
    case passkeyDoubted(PasskeyDoubted)
    case passkeyRenamed(PasskeyRenamed)
    case passkeyRemoved(PasskeyRemoved)
    case preferencesChanged(PreferencesChanged)
    case unsubscribeLinkIssued(UnsubscribeLinkIssued)
    case notified(AccountNotified)
    case noticesSent(NoticesSent)

    static let kinds: [EventKind<AccountEvent>] = [
        EventKind(AccountEvent.registered), EventKind(AccountEvent.challengeAnswered),
        EventKind(AccountEvent.passwordSet), EventKind(AccountEvent.verificationIssued),
        EventKind(AccountEvent.addressVerified), EventKind(AccountEvent.approved), EventKind(AccountEvent.declined),
        EventKind(AccountEvent.roleGranted), EventKind(AccountEvent.roleRevoked),
        EventKind(AccountEvent.disabled), EventKind(AccountEvent.enabled), EventKind(AccountEvent.sessionBegun),
        EventKind(AccountEvent.signInFailed), EventKind(AccountEvent.sessionEnded),
        EventKind(AccountEvent.resetIssued), EventKind(AccountEvent.passwordReset),
        EventKind(AccountEvent.registeredAgain), EventKind(AccountEvent.renamed),
        EventKind(AccountEvent.passwordChanged),
        EventKind(AccountEvent.changed),
        EventKind(AccountEvent.newAddressLinkIssued), EventKind(AccountEvent.emailChanged),
        EventKind(AccountEvent.factorSet), EventKind(AccountEvent.factorUsed), EventKind(AccountEvent.factorRemoved),
        EventKind(AccountEvent.sessionProven), EventKind(AccountEvent.providerLinked),
        EventKind(AccountEvent.providerUnlinked),
        EventKind(AccountEvent.keyMade), EventKind(AccountEvent.keyEnded),
        EventKind(AccountEvent.keyEndAnnounced), EventKind(AccountEvent.closing), EventKind(AccountEvent.erasureDue),
        EventKind(AccountEvent.passkeyAdded),
        EventKind(AccountEvent.passkeyUsed), EventKind(AccountEvent.passkeyDoubted),
        EventKind(AccountEvent.passkeyRenamed), EventKind(AccountEvent.passkeyRemoved),
        EventKind(AccountEvent.preferencesChanged), EventKind(AccountEvent.unsubscribeLinkIssued),
        EventKind(AccountEvent.notified), EventKind(AccountEvent.noticesSent),
    ]

    var fact: any Fact {
        switch self {
        case .registered(let fact): fact
        case .challengeAnswered(let fact): fact
        case .passwordSet(let fact): fact
        case .verificationIssued(let fact): fact
        case .addressVerified(let fact): fact
        case .approved(let fact): fact
        case .declined(let fact): fact
        case .roleGranted(let fact): fact
        case .roleRevoked(let fact): fact
        case .disabled(let fact): fact
        case .enabled(let fact): fact
        case .sessionBegun(let fact): fact
        case .signInFailed(let fact): fact
        case .sessionEnded(let fact): fact
        case .resetIssued(let fact): fact
        case .passwordReset(let fact): fact
        case .registeredAgain(let fact): fact
        case .passwordChanged(let fact): fact
        case .changed(let fact): fact
        case .renamed(let fact): fact
        case .newAddressLinkIssued(let fact): fact
        case .emailChanged(let fact): fact
        case .factorSet(let fact): fact
        case .factorUsed(let fact): fact
        case .factorRemoved(let fact): fact
        case .sessionProven(let fact): fact
        case .providerLinked(let fact): fact
        case .providerUnlinked(let fact): fact
        case .keyMade(let fact): fact
        case .keyEnded(let fact): fact
        case .keyEndAnnounced(let fact): fact
        case .closing(let fact): fact
        case .erasureDue(let fact): fact
        case .passkeyAdded(let fact): fact
        case .passkeyUsed(let fact): fact
        case .passkeyDoubted(let fact): fact
        case .passkeyRenamed(let fact): fact
        case .passkeyRemoved(let fact): fact
        case .preferencesChanged(let fact): fact
        case .unsubscribeLinkIssued(let fact): fact
        case .notified(let fact): fact
        case .noticesSent(let fact): fact
        }
    }
}
