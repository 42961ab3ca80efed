package import ProbeCore

/// The registry's answers to `GET /v2/` and, for a public repository, to the way to one of its blobs.
package struct RegistryEvidence: Codable, Hashable, Sendable {
    /// What became of the credentials that the configuration has for the registry.
    package enum Credentials: String, Codable, Hashable, Sendable {
        /// Nothing asked for them over verified TLS.
        case held
        case sent
    }

    package var exchange: Exchange
    package var answer: HTTPAnswer?
    /// The answer carries `Docker-Distribution-Api-Version`, a Bearer challenge, or errors as a registry writes them.
    package var isRegistry = false
    /// The realm of a Bearer challenge (RFC 6750).
    package var tokenRealm: WireText?
    /// How far it was to a token service of another place that was not reached; nothing in older recordings.
    package var tokenService: ShortLadderEvidence?
    /// The token endpoint's status, where it was asked.
    package var tokenStatus: Int?
    /// The status of the manifest's request, with the token where there was one.
    package var authorizedStatus: Int?
    /// What was asked for is edgeAgent's image as the configuration names it; nothing where it is not, and in older recordings.
    package var isConfiguredImage: Bool?
    /// The status of the same without a repository, where one was denied with 403.
    ///
    /// That is a token of no scope, or `/v2/` with the token. It tells a client that is turned away from a repository that is
    /// not given to everybody.
    package var unscopedStatus: Int?
    /// The blob that the data endpoint was asked for, by its digest.
    package var blob: String?
    /// Status of the blob request; a redirect leads to the data endpoint.
    package var blobStatus: Int?
    /// Host of the redirect, once it is a name that may be contacted.
    package var dataEndpoint: HostName?
    /// Its port, where that is not 443.
    package var dataPort: UInt16?
    /// Why the data endpoint could not be learned, as a clause.
    package var dataEndpointUnknown: String?
    /// Nothing where the configuration has none for it, and in older recordings.
    package var credentials: Credentials?
    /// They are the deployment's, which `registry.images` says more of; nothing in older recordings.
    package var isAccountOfDeployment: Bool?
    package var date: Timestamp?
    package var deviceTime: Timestamp?

    package init(exchange: Exchange) { self.exchange = exchange }
}

extension RegistryEvidence {
    /// The registry gives no more for a while (429, RFC 6585 section 4), or is in trouble: of what it gives to whom that says nothing.
    package static func isUnsettled(_ status: Int) -> Bool { status == 429 || (500..<600).contains(status) }
}
