import ProbeCore
import ProbeEvidence

/// Names that stand for others, the same for the same name throughout a run; what a name is under stays where it is public.
struct NamePseudonyms {
    private let hash: KeyedHash
    /// Lower case.
    private(set) var known: [String: String] = [:]

    init(hash: KeyedHash) { self.hash = hash }

    /// The pseudonym of a host name, whatever its case.
    mutating func pseudonym(of name: String) -> String {
        var folded = name.lowercased()
        if folded.hasSuffix(".") { folded.removeLast() }
        if Self.isKept(folded) { return folded }
        if let known = known[folded] { return known }
        let pseudonym = pseudonym(ofHub: folded) ?? made(for: folded)
        known[folded] = pseudonym
        return pseudonym
    }

    /// One of a hub's further names stays one, and of the same hub; nothing for any other name.
    private mutating func pseudonym(ofHub name: String) -> String? {
        guard let hub = (try? HostName(validating: name))?.hub, hub.form != .classic,
            let classic = hub.named(.classic),
            let shown = try? HostName(validating: pseudonym(of: classic.description))
        else { return nil }
        return shown.hub?.named(hub.form)?.description
    }

    /// The pseudonym of a container, a network or a namespace.
    mutating func pseudonym(ofLocal name: String) -> String { pseudonym(of: name, after: "redacted-") }

    /// The pseudonym of an interface, as short as such a name has to be.
    mutating func pseudonym(ofInterface name: String) -> String { pseudonym(of: name, after: "if-") }

    private mutating func pseudonym(of name: String, after prefix: String) -> String {
        let folded = name.lowercased()
        if let known = known[folded] { return known }
        let pseudonym = prefix + digits(folded)
        known[folded] = pseudonym
        return pseudonym
    }

    private func made(for name: String) -> String {
        let label = "redacted-" + digits(name)
        guard name.contains(".") else {
            // A name that is too long for the runtime stays so.
            return name.utf8.count > HostnameEvidence.longest
                ? label + String(repeating: "x", count: min(name.utf8.count, 253) - label.utf8.count) : label
        }
        let suffix = Self.suffixes.first { name.hasSuffix("." + $0) } ?? "example"
        return "\(label).\(suffix)"
    }

    private func digits(_ text: String) -> String {
        let text = String(hash(text, domain: "name") & 0xffff_ffff, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }

    /// Names that the product itself contacts or writes, whoever uses it.
    static func isKept(_ name: String) -> Bool { constants.contains(name) || name.hasSuffix(".mcr.microsoft.com") }

    private static let constants: Set<String> = Set(
        [
            "mcr.microsoft.com", Registry.dockerHub, "auth.docker.io", "index.docker.io", "docker.io",
            "www.msftconnecttest.com", "detectportal.firefox.com", "pool.ntp.org", "localhost",
        ] + Cloud.allCases.map(\.provisioningService) + suffixes)

    /// Longest first; what stands under one of them belongs to somebody.
    private static let suffixes =
        (["data.mcr.microsoft.com", "cloudapp.azure.com", "trafficmanager.net", "cloudapp.net"]
        + Cloud.allCases.flatMap { cloud in
            [cloud.provisioningDomain, cloud.hubDomain].flatMap { ["privatelink.\($0)", $0] }
                + ["data.\(cloud.registryDomain)", cloud.registryDomain, cloud.blobDomain]
        }).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
}
