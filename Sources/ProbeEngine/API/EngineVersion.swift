package import ProbeCore

/// `GET /version`.
package struct EngineVersion: Decodable, Sendable {
    private struct Component: Decodable {
        let name: String?
        enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    package let version: LocalText
    /// Podman answers as Docker does, and names itself among the components.
    package let isPodman: Bool

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case components = "Components"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = LocalText(try container.decode(String.self, forKey: .version), limit: 64)
        let components = (try? container.decodeIfPresent([Component].self, forKey: .components)) ?? []
        isPodman = components.contains { $0.name?.lowercased().hasPrefix("podman") ?? false }
    }
}
