// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Hummingbird
public import Logging
public import ServiceKit

/// The gateway, put together. It reads from top to bottom.
public enum Wiring {
    /// The front door: pages, and `/api/v1` beside them.
    ///
    /// - Throws: when a template, an asset or the key cannot be read.
    public static func application(
        _ configuration: Configuration, client: ServiceClient, sessions: SessionMemory, log: Logger
    ) async throws -> some ApplicationProtocol {
        let own = Pages.templates.appending(path: "assets")
        let assets = try Assets(design: URL(filePath: configuration.assets, directoryHint: .isDirectory), own: own)
        let keys = try keys(configuration)
        let router = try await router(
            configuration, keys: keys,
            services: Services(client, limits: Limits(configuration.limits), keys: keys, sessions: sessions),
            assets: assets)
        return Application(
            responder: router.buildResponder(),
            // Whoever sends nothing for so long makes room for others.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            logger: log)
    }

    private static func keys(_ configuration: Configuration) throws -> Keys {
        do {
            return try Keys(base64: configuration.key)
        } catch {
            throw SettingsError("ATTEST_GATEWAY_KEY", "must be 32 bytes in Base64")
        }
    }

    static func router(
        _ configuration: Configuration, keys: Keys, services: Services, assets: Assets
    ) async throws -> Router<GatewayContext> {
        let pages = try await Pages(templates: Pages.templates, assets: assets, keys: keys)
        let cookies = SessionCookies(secure: configuration.secure)
        let forms = FormReader(keys: keys, origin: configuration.publicURL)
        let desk = Desk(
            services: services, pages: pages, forms: forms, keys: keys, cookies: cookies, configuration: configuration)

        let router = Router(context: GatewayContext.self, options: .autoGenerateHeadEndpoints)
        // Middleware applies to what is added after it. Assets need neither a session nor an error page of their own.
        router.add(middleware: RequestLog())
        router.add(middleware: SecurityHeaders(secure: configuration.secure))
        router.add(middleware: ErrorPages(pages: pages))
        router.add(middleware: Gate(configuration))
        AssetController(assets: assets).addRoutes(to: router)
        try API(services: services, keys: keys, server: configuration.publicURL).addRoutes(to: router)
        router.add(middleware: Sessions(services: services, cookies: cookies))
        // Again, inside the session: the page that says what went wrong knows who is signed in.
        router.add(middleware: ErrorPages(pages: pages))
        router.add(middleware: WrongAddresses())

        HomeController(desk: desk).addRoutes(to: router)
        AccountController(desk: desk).addRoutes(to: router)
        LinkController(desk: desk).addRoutes(to: router)
        OwnAccountController(desk: desk).addRoutes(to: router)
        SecondFactorController(desk: desk).addRoutes(to: router)
        ProviderController(desk: desk).addRoutes(to: router)
        APIKeyController(desk: desk).addRoutes(to: router)
        OwnDataController(desk: desk).addRoutes(to: router)
        PreferenceController(desk: desk).addRoutes(to: router)
        PasskeyController(desk: desk).addRoutes(to: router)
        RegistrationController(desk: desk).addRoutes(to: router)
        OrganisationController(desk: desk).addRoutes(to: router)
        SupportController(desk: desk).addRoutes(to: router)
        PeopleController(desk: desk).addRoutes(to: router)
        InvitationController(desk: desk).addRoutes(to: router)
        JoiningController(desk: desk).addRoutes(to: router)
        GroupController(desk: desk).addRoutes(to: router)
        ContractController(desk: desk).addRoutes(to: router)
        TicketController(desk: desk).addRoutes(to: router)
        MapController(desk: desk).addRoutes(to: router)
        CaseController(desk: desk).addRoutes(to: router)
        AssessmentController(desk: desk).addRoutes(to: router)
        SigningController(desk: desk).addRoutes(to: router)
        ReviewController(desk: desk).addRoutes(to: router)
        AdminController(desk: desk).addRoutes(to: router)
        return router
    }
}
