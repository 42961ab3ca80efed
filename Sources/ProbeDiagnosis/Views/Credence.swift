import ProbeCore
import ProbeEvidence
import ProbeFindings

/// How far the address that a look-up gave can be believed.
///
/// One resolver alone proves nothing about a name: a verified handshake with the address does, or a second opinion.
struct Credence {
    /// What a resolver outside the site says of the address.
    enum Opinion {
        /// It was not asked, or gave no answer.
        case none
        /// It knows no address.
        case denies
        case agrees
        /// It gives others only.
        case contradicts([IPAddress])
    }

    let lookup: Lookup
    /// Verified handshakes with the host: from the vantage, or from another one at the same address.
    let redeeming: [Int]
    /// A handshake that shows a certificate for another name, or no TLS at all.
    let stranger: Survey.Seen<HandshakeTLS>?
    /// A handshake that shows a certificate for the name that ends at a root nobody knows.
    let forger: Survey.Seen<HandshakeTLS>?

    init(of lookup: Lookup, in survey: Survey) {
        self.lookup = lookup
        let direct = survey.seen(HandshakeTLS.self, at: lookup.host).filter { $0.about.via == .direct }
        let addresses = Set(lookup.evidence.addresses)
        redeeming = direct.filter { seen in
            seen.evidence.isVerified
                && (seen.vantage == lookup.vantage
                    || seen.evidence.remote.map { addresses.contains($0.address) } ?? false)
        }.map(\.index)
        let own = direct.filter { $0.vantage == lookup.vantage }
        stranger = own.first { $0.evidence.showsStranger }
        forger = own.first { $0.evidence.result == .completed && $0.evidence.endsAtUnknownRoot }
    }

    var isRedeemed: Bool { !redeeming.isEmpty }

    /// No service can have any of the addresses.
    var isImpossible: Bool {
        let addresses = lookup.evidence.addresses
        // A parent at the other end of a cable may have no address but a link-local one.
        let isNeighbour = !lookup.host.isMicrosofts && addresses.contains(where: \.isLinkLocal)
        return !addresses.isEmpty && addresses.allSatisfy(\.isNeverAService) && !isNeighbour
    }

    /// An address of RFC 1918 that no alias of a private endpoint leads to.
    var isPrivate: Bool {
        let addresses = lookup.evidence.addresses
        return !addresses.isEmpty && addresses.allSatisfy(\.isPrivate) && !lookup.goesThroughPrivateLink
    }

    /// Where the makers of filters for names lead those that they block: no service is there.
    var isBlockPage: Bool {
        let addresses = lookup.evidence.addresses
        return !addresses.isEmpty && addresses.allSatisfy(Self.blockPages.contains)
    }

    /// FortiGuard's (FortiOS Administration Guide, "DNS filter"), Palo Alto Networks' (PAN-OS, "DNS sinkholing") and those of
    /// Cisco Umbrella ("Block page IP addresses").
    private static let blockPages = Set(
        (["208.91.112.55", "72.5.65.111", "2620:101:9000:53::55"] + (104...110).map { "146.112.61.\($0)" })
            .compactMap { IPAddress($0) })

    /// Azure's own aliases came with an answer that has the address: `NAME.azure-devices.net` is never there without.
    var isLedByAzure: Bool {
        let domains = Cloud(of: lookup.host).aliasDomains + ["cloudapp.net"]
        let addresses = Set(lookup.evidence.addresses)
        let answers = lookup.evidence.servers.flatMap(\.answers) + (lookup.control?.evidence.answers ?? [])
        return answers.filter { !addresses.isDisjoint(with: $0.addresses) }.flatMap(\.aliases).contains { alias in
            let name = alias.description.lowercased()
            return domains.contains { name.hasSuffix("." + $0) }
        }
    }

    var opinion: Opinion {
        // Beside the hosts file, the site's own resolvers have the second opinion.
        let beside = lookup.evidence.source == .hostsFile ? lookup.evidence.otherAnswers.first : nil
        guard let answer = lookup.isProvenBesideFile ? beside : lookup.controlAnswer ?? beside else { return .none }
        let given = answer.addresses.filter { !$0.isNeverAService }
        guard !given.isEmpty else { return .denies }
        return Set(given).isDisjoint(with: lookup.evidence.addresses) ? .contradicts(given) : .agrees
    }

    /// The service proved itself at an address that only the resolver outside gives.
    var isProvenElsewhere: Bool {
        lookup.isProvenBesideFile || lookup.controlHandshake?.evidence.handshake?.isVerified ?? false
    }

    /// Somebody else shows up at that address as well: it is the way there that lies, or both do.
    var meetsStrangerElsewhere: Bool {
        guard let handshake = lookup.controlHandshake?.evidence.handshake else { return false }
        return handshake.showsStranger || handshake.endsAtUnknownRoot
    }
}

extension Handshake {
    /// A certificate for another name, or no TLS at all.
    fileprivate var showsStranger: Bool { (result == .completed && !matchesName) || result == .notTLS }
}
