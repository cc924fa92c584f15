// SPDX-License-Identifier: Apache-2.0

import Contracts
import struct Foundation.Date

/// Why an account's answer is no.
enum AccountRefusal: DomainRefusal, Equatable {
    case accountExists
    case addressTaken
    case alreadyDecided
    case awaitingValidation
    case busy(until: Date)
    case challengeSpent
    case closed
    case codeUsed
    case disabled
    case domainUnlisted
    case emailSame
    case emailTaken
    case emailUnverified
    case ended
    case factorSet
    case firstCodeWrong
    case forbidden
    case keyLifeUnknown
    case keyMalformed
    case keyNameMalformed
    case keyNameMissing
    case keyOrganisationUnknown
    case keysSpent
    case linkExpired
    case linkReplaced
    case linkUnknown
    case linkUsed
    case linksSpent
    case locked(until: Date)
    case notFound
    case noticeMalformed
    case onlyWayIn
    case passwordMissing
    case passwordNeeded
    case providerFirst
    case providerLinked
    case providerTaken
    case providerUnlinked
    case providerWordStale
    case passkeyExpired
    case passkeyKnown
    case passkeyMalformed
    case passkeyRefused
    case passkeysFull
    case reasonMissing
    case recoveryCodesMalformed
    case rolesHeld
    case secretMalformed
    case soleAdministrator
    case tooOften(until: Date)
    case wrongCode
    case wrongCredentials
    case wrongPassword

    var problems: [Problem] { [problem] }

    private var problem: Problem {
        switch self {
        case .accountExists:
            Problem(
                code: "account-exists", message: "This account exists already. Start the registration again.",
                kind: .conflict)
        case .addressTaken:
            Problem(
                code: "address-taken",
                message:
                    "There is another account with this e-mail address. Sign in with that one, or use another address "
                    + "for this one.", kind: .conflict)
        case .alreadyDecided:
            Problem(
                code: "already-decided", message: "Somebody has already decided about this account.", kind: .conflict)
        case .awaitingValidation:
            Problem(
                code: "awaiting-validation",
                message: "Your account is waiting for approval. We will e-mail you when it has been looked at.")
        case .busy(let until):
            Problem(
                code: "busy", message: "Too many people are signing in at the moment. Try again in a few seconds.",
                until: until, kind: .busy)
        case .challengeSpent:
            Problem(
                code: "challenge-spent", field: "challengeAnswer",
                message: "That picture and question were used already. Answer the new ones.")
        case .closed:
            Problem(
                code: "account-closed",
                message: "This account was not approved. The e-mail that we sent you says why.")
        case .codeUsed:
            Problem(
                code: "code-used", field: "code",
                message: "This code was used already. Wait until your app shows the next one.")
        case .disabled:
            Problem(
                code: "account-disabled",
                message: "This account has been disabled. Ask the helpdesk if you think that is wrong.")
        case .domainUnlisted:
            Problem(
                code: "domain-unlisted", field: "email",
                message:
                    "Use an address at an organisation that we know, or at the one of your present address. If your "
                    + "address is elsewhere, ask the helpdesk.")
        case .emailSame:
            Problem(code: "email-same", field: "email", message: "This is your e-mail address already.")
        case .emailTaken:
            Problem(
                code: "email-taken", field: "email",
                message: "Another registration with this e-mail address came at the same moment. Try again.",
                kind: .conflict)
        case .emailUnverified:
            Problem(
                code: "email-unverified", field: "email",
                message: "Follow the link in our e-mail before you sign in. If you cannot find it, "
                    + "ask us to send it again.")
        case .ended:
            Problem(
                code: "account-ended",
                message:
                    "This account was closed by its owner, and is being erased. You can register again in two days.")
        case .factorSet:
            Problem(
                code: "second-factor-set",
                message: "Two-step sign-in is on already. Turn it off first to change the app.",
                kind: .conflict)
        case .firstCodeWrong:
            Problem(
                code: "wrong-code", field: "code",
                message:
                    "That is not the code. Type the six digits that your app shows now. If it keeps failing, check that "
                    + "your telephone’s clock is right.")
        case .forbidden: .forbidden
        case .keyLifeUnknown:
            Problem(
                code: "key-life-unknown", field: "days", message: "Choose how long the key lasts: 30, 90 or 365 days.")
        case .keyMalformed:
            Problem(code: "key-malformed", message: "This is no digest of a key. Start again.")
        case .keyNameMalformed:
            Problem(
                code: "key-name-malformed", field: "name",
                message: "Enter a name of at most \(AccountLimits.keyName) characters, on one line.")
        case .keyNameMissing:
            Problem(
                code: "key-name-missing", field: "name",
                message: "Enter a name for the key, so that you know later which program has it.")
        case .keyOrganisationUnknown:
            Problem(
                code: "key-organisation-unknown", field: "organisation",
                message: "You do not belong to this organisation. Choose one of yours.")
        case .keysSpent:
            Problem(
                code: "keys-spent", message: "You have \(AccountDecider.keyLimit) keys. End one of them first.",
                kind: .conflict)
        case .linkExpired:
            Problem(
                code: "link-expired",
                message: "This link has expired. Ask us to send a new one.")
        case .linkReplaced:
            Problem(
                code: "link-replaced",
                message: "We have sent you a newer e-mail since. Use the link in the newest one.")
        case .linkUnknown:
            Problem(
                code: "link-unknown",
                message: "We do not know this link. Copy all of it from the e-mail, or ask us to send a new one.")
        case .linkUsed:
            Problem(
                code: "link-used",
                message: "This link was used already. It works once; ask us to send a new one if you need it.")
        case .linksSpent:
            Problem(
                code: "links-spent", field: "email",
                message: "We send no more than one link a minute and five a day. Try again later.", kind: .tooOften)
        case .locked(let until):
            Problem(
                code: "locked",
                message:
                    "Too many wrong passwords or codes were typed. Try again after \(UKTime.moment(until)), UK time.",
                until: until, kind: .tooOften)
        case .notFound: .notFound
        case .noticeMalformed:
            Problem(code: "notice-malformed", message: "Say in one line what happened, and give a path of ours.")
        case .onlyWayIn:
            Problem(
                code: "only-way-in",
                message:
                    "This is the only way into your account. Choose a password first: sign out, go to the sign-in page and "
                    + "follow “I forgot my password”.", kind: .conflict)
        case .passwordMissing:
            Problem(
                code: "password-missing", field: "current",
                message:
                    "Your account has no password yet. To choose one, sign out, go to the sign-in page and follow “I forgot "
                    + "my password”.", kind: .conflict)
        case .passwordNeeded:
            Problem(
                code: "password-needed", field: "current",
                message: "Enter your password, so that we know that it is you who links the account.")
        case .providerFirst:
            Problem(
                code: "provider-first",
                message: "Sign out, and sign in with the other account that yours is linked to. Then you can add this.",
                kind: .forbidden)
        case .providerLinked:
            Problem(
                code: "provider-linked",
                message: "Your account is linked to somebody else there already. Remove that link first.",
                kind: .conflict)
        case .providerTaken:
            Problem(
                code: "provider-taken",
                message: "Another Attest account is linked to this one there already. Sign in with that.",
                kind: .conflict)
        case .providerUnlinked:
            Problem(
                code: "provider-unlinked",
                message: "No account is linked any more. Sign in with your password.", kind: .conflict)
        case .providerWordStale:
            Problem(
                code: "provider-word-stale",
                message: "More than ten minutes have passed since you signed in there. Begin again.")
        case .passkeyExpired:
            Problem(
                code: "passkey-expired", field: "passkey",
                message: "That took longer than five minutes, or was used already. Try again.")
        case .passkeyKnown:
            Problem(
                code: "passkey-known", field: "passkey",
                message: "This passkey is in use already. Use another device or another password manager.")
        case .passkeyMalformed:
            Problem(
                code: "passkey-malformed", field: "passkey",
                message: "Your device did not give us a passkey that we can use. Try again, or use another device.")
        case .passkeyRefused:
            Problem(
                code: "passkey-refused", field: "passkey",
                message: "We could not sign you in with that passkey. Try again, or sign in another way.")
        case .passkeysFull:
            Problem(
                code: "passkeys-full",
                message: "You can have at most \(AccountLimits.passkeys) passkeys. Remove one that you do not use."
            )
        case .reasonMissing:
            Problem(code: "reason-missing", field: "reason", message: "Say why, so that the applicant can be told.")
        case .recoveryCodesMalformed:
            Problem(
                code: "recovery-codes-malformed", field: "recoveryDigests",
                message: "Give at most 20 digests, each of 64 hexadecimal digits.")
        case .rolesHeld:
            Problem(
                code: "roles-held",
                message:
                    "You have a role with which you decide about others’ work. Ask whoever gave it to you to take it back "
                    + "first.", kind: .conflict)
        case .secretMalformed:
            Problem(code: "secret-malformed", field: "secret", message: "Give 20 bytes in Base32.")
        case .soleAdministrator:
            Problem(
                code: "sole-administrator",
                message:
                    "You are the only administrator of an organisation. Ask a colleague to become one before you leave, or "
                    + "ask the helpdesk.", kind: .conflict)
        case .tooOften(let until):
            Problem(
                code: "too-many-requests",
                message: "Too much comes from your network. Try again after \(UKTime.moment(until)), UK time.",
                until: until, kind: .tooOften)
        case .wrongCode:
            Problem(
                code: "wrong-code", field: "code",
                message:
                    "This is not the code. Type the six digits that your app shows now, or a recovery code that you "
                    + "have not used yet.")
        case .wrongCredentials:
            Problem(
                code: "wrong-credentials",
                message:
                    "The e-mail address or the password is wrong, or the account is locked. Check both and try again. "
                    + "After five wrong passwords we lock an account for a while, and send its owner an e-mail with a way in."
            )
        case .wrongPassword:
            Problem(
                code: "wrong-password", field: "current",
                message: "This is not your password. After five wrong ones we lock your account for a while.")
        }
    }
}
