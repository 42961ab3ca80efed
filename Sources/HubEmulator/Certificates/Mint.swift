import CertificateMint
import ProbeCore
import ProbeLinux
import ProbeTLS

/// The authorities behind the chains; everything lives as long as the process.
struct Mint: Sendable {
    private let configuration: Configuration
    private let genuine: CertificateAuthority?
    private let inspecting: CertificateAuthority?
    private let unknown: CertificateAuthority?
    private let now: Timestamp
    /// That of every leaf: each would take tenths of a second.
    private let leafKey: CertificateAuthority.Key

    init(_ configuration: Configuration, needs: Set<Chain>) throws(ProbeError) {
        self.configuration = configuration
        now = Timestamp.now()
        let kind: CertificateAuthority.Key = configuration.leafKey == .p256 ? .p256 : .rsa2048
        leafKey = try kind.made()
        let validity = now.days(-3650)...now.days(3650)
        func authority(_ root: String, _ intermediate: String) throws(ProbeError) -> CertificateAuthority {
            try CertificateAuthority(
                root: .init(root, organization: "edgeprobe hub emulator"),
                intermediate: .init(intermediate, organization: "edgeprobe hub emulator"), validity: validity)
        }
        let needsGenuine = configuration.identity == nil || !needs.subtracting([.genuine, .inspected]).isEmpty
        genuine = needsGenuine ? try authority("Emulated Global Root", "Emulated TLS Issuing CA 01") : nil
        inspecting =
            needs.contains(.inspected)
            ? try authority("Corporate Inspection CA", "Corporate Inspection Issuing CA") : nil
        unknown =
            needs.contains(.unknownAuthority) ? try authority("Emulated Unknown Root", "Emulated Unknown CA") : nil
    }

    var root: String { configuration.identity?.root ?? genuine?.root ?? "" }
    var inspectionRoot: String? { inspecting?.root }

    func issue(_ chain: Chain, for service: Service) throws(ProbeError) -> ServerIdentity {
        if chain == .genuine, let identity = configuration.identity {
            return ServerIdentity(chain: identity.chain, privateKey: identity.privateKey)
        }
        let authority =
            switch chain {
            case .genuine, .expired, .notYetValid, .otherName: genuine
            case .inspected: inspecting
            case .unknownAuthority: unknown
            }
        guard let authority else { throw ProbeError.libraryRefused("the authority of a chain was not made") }
        let names = chain == .otherName ? ["other-name.example.com"] : certificateNames(of: service)
        let validity =
            switch chain {
            case .expired: now.days(-400)...now.days(-2)
            case .notYetValid: now.days(2)...now.days(400)
            case .genuine, .inspected, .unknownAuthority, .otherName: now.days(-7)...now.days(365)
            }
        let leaf = CertificateAuthority.Leaf(
            .init(names.first ?? service.rawValue, organization: "edgeprobe hub emulator"), alternativeNames: names,
            validity: validity, key: leafKey)
        return try authority.issue(leaf)
    }

    /// As Azure's certificates do, a wildcard beside the name where there is a domain to put it under, which is all that further
    /// hubs get.
    private func certificateNames(of service: Service) -> [String] {
        let further = Set(configuration.furtherHubs.map { $0.description.prefix { $0 != "." } })
        return configuration.names(of: service).flatMap { name in
            let labels = name.split(separator: ".")
            guard labels.count > 2 else { return [name] }
            let wildcard = "*." + labels.dropFirst().joined(separator: ".")
            return service == .hub && further.contains(labels[0]) ? [wildcard] : [wildcard, name]
        }.uniqued
    }
}

extension Timestamp {
    /// The same time of day, some days away.
    fileprivate func days(_ count: Int64) -> Timestamp {
        Timestamp(secondsSince1970: secondsSince1970 + count * 86_400)
    }
}
