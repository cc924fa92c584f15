// SPDX-License-Identifier: Apache-2.0

import Hummingbird

/// `/assets/…`: style sheets and scripts, from memory.
struct AssetController: Sendable {
    let assets: Assets

    func addRoutes(to router: Router<GatewayContext>) {
        router.get("assets/:name", use: file)
        router.get("favicon.ico") { _, _ in Response.redirect(to: assets.addresses.icon, type: .permanent) }
    }

    @Sendable func file(_ request: Request, _ context: GatewayContext) async throws -> Response {
        guard let file = context.parameters.get("name").flatMap({ assets.files[$0] }) else { throw Failure.notFound }
        // Under the address with its digest a file never changes.
        let current = request.uri.queryParameters.get("v") == file.version
        return Response(
            status: .ok,
            headers: [
                .contentType: file.type,
                .cacheControl: current ? "public, max-age=31536000, immutable" : "public, max-age=300",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }
}
