import NIOHTTP1
import ProbeTLS
import ProbeTransport

/// The registry: one image, whose blobs are elsewhere (OCI distribution specification 1.1).
struct RegistrySite: WebSite {
    let access: Configuration.RegistryAccess
    let name: String
    let dataEndpoint: String
    let image: EmulatedImage
    /// What the token endpoint gives to anyone.
    private let token = RandomName.uuid()

    init(
        access: Configuration.RegistryAccess, name: String, dataEndpoint: String, image: EmulatedImage
    ) {
        self.access = access
        self.name = name
        self.dataEndpoint = dataEndpoint
        self.image = image
    }

    func answer(_ request: WebRequest) -> WebAnswer {
        guard request.method == .GET || request.method == .HEAD else {
            return .respond(Self.error(.methodNotAllowed, "UNSUPPORTED"))
        }
        if request.path == "/oauth2/token" { return .respond(tokenAnswer) }
        guard request.path.hasPrefix("/v2/") else { return .respond(Self.error(.notFound, "NOT_FOUND")) }
        guard isAdmitted(request) else { return .respond(challenge) }
        if request.path == "/v2/" { return .respond(.json(.ok, "{}", Self.marks)) }
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count >= 4, let reference = parts.last, parts.dropLast(2).last == EmulatedImage.repository else {
            return .respond(Self.error(.notFound, "NAME_UNKNOWN"))
        }
        switch parts[parts.count - 2] {
        case "manifests": return .respond(manifest(reference))
        case "blobs": return .respond(blob(reference))
        default: return .respond(Self.error(.notFound, "NOT_FOUND"))
        }
    }

    private func isAdmitted(_ request: WebRequest) -> Bool {
        access == .open || access == .token && request.headers.first(name: "authorization") == "Bearer \(token)"
    }

    private var challenge: WebResponse {
        let parameters = #"realm="https://\#(name)/oauth2/token",service="\#(name)""#
        return Self.error(.unauthorized, "UNAUTHORIZED", [("Www-Authenticate", "Bearer \(parameters)")])
    }

    private var tokenAnswer: WebResponse {
        guard access != .credentials else { return Self.error(.unauthorized, "UNAUTHORIZED") }
        return .json(.ok, #"{"access_token":"\#(token)","token":"\#(token)"}"#)
    }

    /// Any tag leads to the one index; digests lead to what has them.
    private func manifest(_ reference: String) -> WebResponse {
        let document = reference.hasPrefix("sha256:") ? image.documents[reference] : image.index
        guard let document else { return Self.error(.notFound, "MANIFEST_UNKNOWN") }
        let headers = [("Content-Type", document.mediaType), ("Docker-Content-Digest", document.digest)]
        return WebResponse(.ok, headers + Self.marks, body: document.bytes)
    }

    private func blob(_ digest: String) -> WebResponse {
        guard image.blobs[digest] != nil else { return Self.error(.notFound, "BLOB_UNKNOWN") }
        let location = "https://\(dataEndpoint)/\(EmulatedImage.repository)/\(digest)?P1=\(RandomName.uuid())"
        return WebResponse(.temporaryRedirect, [("Location", location)] + Self.marks)
    }

    private static let marks = [("Docker-Distribution-Api-Version", "registry/2.0")]

    private static func error(
        _ status: HTTPResponseStatus, _ code: String, _ headers: [(String, String)] = []
    ) -> WebResponse {
        .json(status, #"{"errors":[{"code":"\#(code)","message":"\#(status.reasonPhrase)"}]}"#, headers + marks)
    }
}
