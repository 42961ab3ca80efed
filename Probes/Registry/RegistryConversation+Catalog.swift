import FoundationEssentials
import ProbeEvidence
import ProbeTransport

/// What a registry says it has (OCI distribution specification, "Listing Tags", and the catalogue of its first implementation).
extension RegistryConversation {
    /// The first image that the registry lists, which one that gives everything to everybody does.
    mutating func anyImage() async -> (repository: String, tag: String)? {
        guard let catalog: Catalog = await list("/v2/_catalog?n=1"),
            let repository = catalog.repositories?.first, repository.isPathOfImage,
            let tags: Catalog = await list("/v2/\(repository)/tags/list?n=1"),
            let tag = tags.tags?.first, tag.isTagOfImage
        else { return nil }
        return (repository, tag)
    }

    private mutating func list(_ target: String) async -> Catalog? {
        guard let reply = await get(target), reply.answer.status == 200 else { return nil }
        return try? JSONDecoder().decode(Catalog.self, from: Data(reply.body))
    }

    /// What a registry lists: its repositories, or the tags of one.
    private struct Catalog: Decodable {
        let repositories: [String]?
        let tags: [String]?
    }
}

extension String {
    /// As the specification has the names of repositories, so that it can stand in a request's target.
    var isPathOfImage: Bool {
        (1...255).contains(utf8.count) && !contains("..")
            && utf8.allSatisfy { $0.isOfImageName || $0 == UInt8(ascii: "/") }
    }

    /// As it has tags, which have capitals too.
    ///
    /// By their bytes: the lower case of the Kelvin sign is the letter k.
    var isTagOfImage: Bool {
        (1...128).contains(utf8.count) && !contains("..")
            && utf8.allSatisfy { $0.isOfImageName || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isOfImageName: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
