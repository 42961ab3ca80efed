import ProbeConfiguration
import ProbeCore
import ProbeEvidence

/// `GET /info`.
package struct EngineInformation: Decodable, Sendable {
    private struct Registries: Decodable {
        let mirrors: [String]?

        enum CodingKeys: String, CodingKey { case mirrors = "Mirrors" }
    }

    /// Such as `name=rootless`.
    private let securityOptions: [String]?
    /// The URL, with crosses in the place of an account.
    private let httpsProxy: String?
    private let registries: Registries?

    package var isRootless: Bool {
        (securityOptions ?? []).contains {
            $0.split(separator: ",").contains { $0 == "name=rootless" || $0 == "rootless" }
        }
    }

    /// What the running engine pulls through; nothing where it does not say.
    var runningProxy: EngineFacts.RunningProxy? {
        httpsProxy.map { url in
            EngineFacts.RunningProxy(
                isSet: !url.isEmpty, address: (try? ProxyURL.parse(url, source: .configuration))?.address)
        }
    }

    /// What the running engine asks for Docker Hub's images before Docker Hub; nothing where it does not say.
    var mirrors: RegistryMirrors? { registries.map { RegistryMirrors($0.mirrors ?? []) } }

    private enum CodingKeys: String, CodingKey {
        case securityOptions = "SecurityOptions"
        case httpsProxy = "HttpsProxy"
        case registries = "RegistryConfig"
    }
}
