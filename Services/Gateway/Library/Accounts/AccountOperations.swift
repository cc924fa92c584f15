// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `challenges` and `accounts`: registering and verifying the address.
enum AccountOperations {
    static let all: [Operation] = [
        // ISG-32
        .get("challenges", "newChallenge", "A fresh challenge for a new account", access: .anyone, gives: Hurdle.self) {
            call in
            let challenge = try await call.ask(NewChallenge())
            return Hurdle(
                token: challenge.token, image: challenge.image, question: challenge.question, effort: challenge.effort,
                expires: challenge.expires)
        },
        // C-04
        .get(
            "challenges/sound", "speakChallenge", "A challenge to listen to", access: .anyone,
            query: [
                .init(
                    name: "challenge", schema: .typed(1...2_000), about: "`token` of the challenge.", isRequired: true)
            ],
            gives: HurdleSound.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call in
            HurdleSound(sound: try await call.ask(SpeakChallenge(challenge: call.query["challenge"] ?? "")).sound)
        },
        // ISG-21, ISG-22
        .make(
            "accounts", "registerAccount", "Ask for an account; a link goes to its e-mail address", access: .anyone,
            takes: NewAccount.self, gives: Account.self, hasLocation: false
        ) { call, new in
            let account = call.identifier("account")
            try await call.tell(new.instruction(for: account))
            return (Account(id: account.text), nil)
        },
        .act(
            .post, "accounts/verifications", "resendVerification",
            "Send the link again; always accepted, so that nobody learns which addresses are known", access: .anyone,
            takes: VerificationRequest.self, status: .accepted, refusals: [.unprocessableContent]
        ) { call, request in
            try await call.tell(request.instruction)
        },
        .act(
            .post, "accounts/password-resets", "requestPasswordReset",
            "Send a link to choose a new password; always accepted, so that nobody learns which addresses are known",
            access: .anyone, takes: PasswordResetRequest.self, status: .accepted, refusals: [.unprocessableContent]
        ) { call, request in
            try await call.tell(request.instruction)
        },
        .act(
            .put, "accounts/{account}/password", "resetPassword",
            "Set another password with the link’s token; all sessions end", access: .anyone, takes: NewPassword.self
        ) { call, new in
            try await call.tell(new.instruction(with: try call.link(new.token)))
        },
        .act(
            .put, "accounts/{account}/address", "confirmAddress",
            "Take another address for the account with the link’s token", access: .anyone,
            takes: AddressConfirmation.self, refusals: [.conflict, .unprocessableContent]
        ) { call, confirmation in
            try await call.tell(AddressConfirmation.instruction(with: try call.link(confirmation.token)))
        },
        .act(.put, "account/name", "changeName", "Change the name that other people see", takes: NewName.self) {
            call, new in
            try await call.tell(new.instruction(for: try call.context.signedIn().account))
        },
        .get(
            "account/preferences", "showPreferences", "When e-mails about work come", gives: ChosenPreferences.self
        ) { call in
            ChosenPreferences(workEmail: try await call.ask(ReadPreferences()).workEmail)
        },
        .act(
            .put, "account/preferences", "changePreferences", "Choose when e-mails about work come",
            takes: ChosenPreferences.self
        ) { call, chosen in
            try await call.tell(chosen.instruction(for: try call.context.signedIn().account))
        },
        .act(
            .post, "accounts/{account}/unsubscription", "stopWorkEmail",
            "End e-mails about work with the token of the link in one", access: .anyone, takes: Unsubscription.self,
            refusals: [.unprocessableContent]
        ) { call, ending in
            try await call.tell(Unsubscription.instruction(with: try call.link(ending.token)))
        },
        .act(
            .put, "account/password", "changePassword", "Change your password; all your sessions end",
            takes: PasswordChange.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, change in
            try await call.tell(change.instruction(for: try call.context.signedIn().account))
        },
        .act(
            .post, "account/addresses", "changeAddress",
            "Ask for another e-mail address; a link goes there, and until it is followed nothing changes",
            takes: NewAddress.self, status: .accepted, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, new in
            try await call.tell(new.instruction(for: try call.context.signedIn().account))
        },
        .act(
            .put, "account/second-factor", "enrolSecondFactor",
            "Turn two-step sign-in on, with a secret that you have put into an app", takes: SecondFactor.self,
            refusals: [.conflict, .unprocessableContent]
        ) { call, factor in
            let session = try call.context.signedIn()
            try await call.tell(factor.instruction(for: session))
        },
        .act(
            .post, "account/second-factor/removal", "removeSecondFactor", "Turn two-step sign-in off",
            takes: SignInCode.self, refusals: [.unprocessableContent, .tooManyRequests]
        ) { call, code in
            let session = try call.context.signedIn()
            try await call.tell(RemoveSecondFactor(account: session.account, code: code.code))
        },
        .get(
            "account/provider", "showProviderLink", "Whether you can sign in with another provider",
            gives: ProviderLinkState.self
        ) { call in
            ProviderLinkState(try await call.ask(ReadProviderLink()))
        },
        .act(
            .post, "account/provider/removal", "unlinkProvider", "Unlink the other provider",
            takes: CurrentPassword.self,
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, password in
            try await call.tell(
                UnlinkProvider(account: try call.context.signedIn().account, current: password.current))
        },
        // ISG-35
        .act(
            .post, "accounts/{account}/verification", "verifyAccount", "Verify the address with the link’s token",
            access: .anyone, takes: Verification.self
        ) { call, verification in
            try await call.tell(Verification.instruction(with: try call.link(verification.token)))
        },
    ]
}

extension Call {
    /// The token of a link about the account that the address names.
    fileprivate func link(_ clear: String) throws -> LinkToken {
        guard let token = LinkToken(clear: clear), token.subject == (try id("account")) else {
            throw Failure(.unprocessableContent, [.linkIncomplete])
        }
        return token
    }
}

extension Problem {
    fileprivate static let linkIncomplete = Problem(
        code: "link-unknown", field: "token", message: "Copy all of the link’s last part from the e-mail.")
}
