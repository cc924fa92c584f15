// SPDX-License-Identifier: Apache-2.0

import Contracts
import Hummingbird

/// `declarations/{token}`: reading and signing with the link from the e-mail, and sending it again.
enum DeclarationOperations {
    static let all: [Operation] = [
        .act(
            .post, "cases/{case}/declaration/resending", "resendDeclaration",
            "Send the signatory a fresh link and code; the old ones are void",
            refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call in
            try await call.tell(ResendDeclaration(caseID: try call.id("case")))
        },
        .get(
            "declarations/{token}", "readDeclaration", "What the signatory’s link opens: the link is the permission",
            access: .anyone, gives: DeclarationText.self
        ) { call in
            let token = try token(call)
            return DeclarationText(
                try await call.ask(ReadDeclaration(caseID: token.subject, tokenDigest: token.digest)))
        },
        .act(
            .post, "declarations/{token}/signature", "signDeclaration", "Accept the declaration with the code",
            access: .anyone, takes: Signature.self, refusals: [.conflict, .unprocessableContent, .tooManyRequests]
        ) { call, signature in
            let token = try token(call)
            try await call.tell(signature.instruction(with: token))
        },
    ]

    private static func token(_ call: Call) throws(Failure) -> LinkToken {
        guard let token = call.path["token"].flatMap({ LinkToken(clear: $0) }) else { throw .notFound }
        return token
    }
}
