import FoundationEssentials
import ProbeCore
import ProbeEvidence

/// What a registry answers for an image's reference: an index of manifests, or a manifest (OCI image specification 1.1).
struct ImageDocument: Decodable, Sendable {
    struct Descriptor: Decodable, Sendable {
        let digest: String
        let platform: Platform?
    }

    struct Platform: Decodable, Sendable {
        let architecture: String?
        let os: String?
        let variant: String?

        /// Nothing where it is no platform's, as of the attestations that builders put beside images (`unknown/unknown`).
        var platform: ImagePlatform? {
            guard let os, let architecture, os != "unknown" else { return nil }
            return ImagePlatform(system: os, architecture: architecture, variant: variant)
        }
    }

    let manifests: [Descriptor]?
    let config: Descriptor?

    /// The bytes of a manifest or of a configuration that are read; both are a few thousand as a rule.
    static let longest = 512 << 10
    /// The platforms of an index that a report has room for.
    static let mostPlatforms = 32

    init?(_ body: [UInt8]) {
        guard let document = try? JSONDecoder().decode(ImageDocument.self, from: Data(body)) else { return nil }
        self = document
    }
}

/// An image's configuration, as far as it says what starts and on what machine.
struct ImageConfiguration: Decodable, Sendable {
    private struct Settings: Decodable {
        let Entrypoint: [String]?
        let Cmd: [String]?
    }

    private let architecture: String?
    private let os: String?
    private let variant: String?
    private let config: Settings?

    init?(_ body: [UInt8]) {
        guard let configuration = try? JSONDecoder().decode(ImageConfiguration.self, from: Data(body)) else {
            return nil
        }
        self = configuration
    }

    var platform: ImagePlatform? {
        guard let os, let architecture else { return nil }
        return ImagePlatform(system: os, architecture: architecture, variant: variant)
    }

    var entrypoint: ImageEntrypoint { ImageEntrypoint(config?.Entrypoint ?? []) }

    var start: ImageStart? { ImageStart(entrypoint: config?.Entrypoint ?? [], command: config?.Cmd ?? []) }
}

extension RegistryConversation.Errors {
    /// The first error of a body that is known here.
    static func problem(in body: [UInt8]) -> ImageEvidence.Problem? {
        let told = try? JSONDecoder().decode(RegistryConversation.Errors.self, from: Data(body))
        return told?.errors.lazy.compactMap { ImageEvidence.Problem(rawValue: $0.code) }.first
    }
}
