// SPDX-License-Identifier: Apache-2.0

// What everybody may do: a row for each operation of the API and each page.

extension AccessTests {
    /// What becomes of a try: `s` has to sign in, `-` is told that there is nothing, `x` that it is not for them, `+` gets
    /// through to what the rules say, `~` gets the page without anything to send.
    ///
    /// Columns: anonymous, stranger, member, administrator, administrator elsewhere, reviewer elsewhere, reviewer,
    /// national reviewer, Central Admin.
    static let operations: [String: String] = [
        "GET challenges": "+++++++++",
        // Of no challenge: they get through to that.
        "GET challenges/sound": "+++++++++",
        "POST accounts": "+++++++++",
        "POST accounts/{account}/verification": "+++++++++",
        "POST accounts/verifications": "+++++++++",
        "POST accounts/password-resets": "+++++++++",
        "PUT accounts/{account}/password": "+++++++++",
        "PUT accounts/{account}/address": "+++++++++",
        "PUT account/name": "s++++++++",
        "PUT account/password": "s++++++++",
        "POST account/addresses": "s++++++++",
        // Malformed, or nothing to prove: they get through to that.
        "PUT account/second-factor": "s++++++++",
        "POST account/second-factor/removal": "s++++++++",
        "GET account/provider": "s++++++++",
        // Nothing is linked: to end what is not is no mistake.
        "POST account/provider/removal": "s++++++++",
        "GET account/keys": "s++++++++",
        "GET account/data": "s++++++++",
        // Without the password, or needed by others.
        "POST account/closure": "s++++++++",
        "POST account/keys": "s++++++++",
        "DELETE account/keys/{key}": "s++++++++",
        "PUT sessions/current/code": "s++++++++",
        "GET account/passkeys": "s++++++++",
        // Malformed: they get through to that.
        "POST account/passkeys": "s++++++++",
        "POST account/passkeys/challenges": "s++++++++",
        // Nobody's: there is none to call anything, and none to remove.
        "PUT account/passkeys/{passkey}/name": "s--------",
        "POST account/passkeys/{passkey}/removal": "s++++++++",
        "POST sessions/current/passkey-challenges": "s++++++++",
        "PUT sessions/current/passkey": "s++++++++",
        "POST sessions/passkey-challenges": "+++++++++",
        "POST sessions/passkey": "+++++++++",
        "GET sessions": "s++++++++",
        // Nobody's: to end what has ended is no mistake.
        "DELETE sessions/{session}": "s++++++++",
        "POST sessions": "+++++++++",
        "GET sessions/current": "s++++++++",
        "DELETE sessions/current": "s++++++++",
        "DELETE sessions": "s++++++++",
        "GET directories/ods": "s++++++++",
        "GET directories/ods/{code}": "s++++++++",
        "POST organisations": "s++++++++",
        "GET organisations": "s++++++++",
        // The registry does not know the member yet, and goes by what it knows.
        "GET organisations/registrations/{registration}": "s--+-----",
        "GET organisations/{organisation}": "s--+--+++",
        "PUT organisations/{organisation}/ods-code": "s--+--xx+",
        "GET organisations/{organisation}/cases": "s++++++++",
        "GET cases/{case}": "s-++--+++",
        "GET cases/{case}/contacts": "s-++--+++",
        "PUT cases/{case}/contacts": "s-x+--xxx",
        "GET cases/{case}/assessment": "s-++--+++",
        "GET cases/{case}/assessment/{requirement}": "s-++--+++",
        "PUT cases/{case}/assessment/{requirement}": "s-x+--xxx",
        "POST cases/{case}/assessment/submission": "s-x+--xxx",
        "GET cases/{case}/plan": "s-++--+++",
        "PUT cases/{case}/plan": "s-x+--xxx",
        "PUT cases/{case}/plan/draft": "s-x+--xxx",
        "POST cases/{case}/declaration/resending": "s-x+--+x+",
        "GET cases/{case}/emails": "s-++--+++",
        // The id of no e-mail.
        "GET cases/{case}/emails/{email}": "s--------",
        "GET cases/{case}/history": "s-++--+++",
        // A link that nobody was sent.
        "GET declarations/{token}": "---------",
        "POST declarations/{token}/signature": "+++++++++",
        "GET reviews": "sxxxx+++x",
        // Of validators and Central Admins.
        "GET accounts/waiting": "sxxxxxxx+",
        "POST accounts/{account}/decision": "sxxxxxxx-",
        "GET domains": "sxxxxxxx+",
        "POST domains": "sxxxxxxx+",
        "POST domains/removal": "sxxxxxxx+",
        "GET reviews/{task}": "s-----+--",
        "POST reviews/{task}/lease": "s-----+--",
        "DELETE reviews/{task}/lease": "s-----+--",
        "POST reviews/{task}/decision": "s-----+--",
    ]

    static let pages: [String: String] = [
        "/": "+++++++++",
        "accessibility": "+++++++++",
        "privacy": "+++++++++",
        "help": "+++++++++",
        "account/register": "+++++++++",
        "account/register/done": "+++++++++",
        // Of no challenge: it says so.
        "account/challenge/sound": "+++++++++",
        "account/sign-in": "+++++++++",
        "account/verification": "+++++++++",
        "account/verify/:token": "---------",
        "account/verify/:token/renewal": "---------",
        "account/password": "+++++++++",
        "account/password/:token": "---------",
        "account/password/:token/renewal": "---------",
        "account/address/:token": "---------",
        "account/address/:token/renewal": "---------",
        "account": "s++++++++",
        "account/name": "s++++++++",
        "account/address": "s++++++++",
        "account/security": "s++++++++",
        "account/security/password": "s++++++++",
        "account/security/second-factor": "s++++++++",
        "account/keys": "s++++++++",
        "account/data": "s++++++++",
        "account/data/download": "s++++++++",
        "account/close": "s++++++++",
        "account/keys/new": "s++++++++",
        "account/keys/:key": "s++++++++",
        "account/security/second-factor/removal": "s++++++++",
        // None is configured.
        "account/provider": "---------",
        "account/provider/callback": "---------",
        "account/provider/registration": "---------",
        "account/provider/link": "---------",
        "account/security/provider": "---------",
        "account/security/provider/removal": "---------",
        // Who is signed in is led on, and who is not to sign in first.
        "account/sign-in/code": "s++++++++",
        "account/security/passkeys": "s++++++++",
        "account/security/passkeys/new": "s++++++++",
        // Nobody's.
        "account/security/passkeys/:passkey/name": "s--------",
        "account/security/passkeys/:passkey/removal": "s--------",
        "account/sign-in/passkey": "+++++++++",
        "account/sign-in/code/passkey": "s++++++++",
        "account/security/sessions": "s++++++++",
        "account/security/sessions/:session": "s++++++++",
        "sign/:token": "---------",
        "organisations/new": "s++++++++",
        "organisations/new/:step": "s++++++++",
        "organisations/registrations/:id": "s--+-----",
        "organisations/:id": "s--+--+++",
        // It has a code: there is nothing to add, and it leads back.
        "organisations/:id/ods-code": "s--+--+++",
        "cases/:id": "s-++--+++",
        "cases/:id/contacts": "s-~+--~~~",
        // Nothing was sent yet that could be sent again: it leads back to the case.
        "cases/:id/declaration": "s-++--+++",
        "cases/:id/emails": "s-++--+++",
        "cases/:id/emails/:email": "s--------",
        "cases/:id/history": "s-++--+++",
        "cases/:id/assessment": "s-++--+++",
        "cases/:id/assessment/submission": "s-++--+++",
        "cases/:id/assessment/:requirement": "s-~~--~~~",
        "cases/:id/plan": "s-~~--~~~",
        "cases/:id/plan/check": "s-~~--~~~",
        "reviews": "sxxxx+++x",
        "admin/accounts": "sxxxxxxx+",
        "admin/emails": "sxxxxxxx+",
        // No template of that name.
        "admin/emails/:template": "sxxxxxxx-",
        "admin/emails/:template/html": "sxxxxxxx-",
        // Nobody waits under that id: it leads back to the list.
        "admin/accounts/:account": "sxxxxxxx+",
        "admin/domains": "sxxxxxxx+",
        "admin/domains/removal": "sxxxxxxx+",
        "reviews/next": "sxxxx+++x",
        "reviews/:id": "sxxxx-+-x",
    ]

    /// Addresses that are no pages of anybody's.
}
