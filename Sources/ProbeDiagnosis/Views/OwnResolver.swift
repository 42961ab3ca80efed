import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Whose word it is that a resolver on this device gives: its own, or that of those whom it asks in turn.
///
/// Such a resolver is the device's, and what it says may be somebody else's all the same: only those beyond it, asked for the
/// same name, can tell.
struct OwnResolver {
    enum Word {
        /// Those beyond it have an address for the name, and another one where it gave one.
        case itsOwn(DNSAnswer)
        /// One beyond it says the same, or none of them anything.
        case handedOn(DNSAnswer)
        /// Nobody knows whom it asks, or they give no answer to compare with.
        case unknown
    }

    let server: SocketAddress
    let word: Word
    /// What those beyond it said to the host.
    let seen: Survey.Seen<AskUpstreams>?

    /// Nothing where the resolver is none of this device's.
    init?(_ answer: DNSAnswer, to lookup: Lookup, in survey: Survey) {
        guard survey.isOnThisDevice(answer.server, askedFrom: lookup.vantage) else { return nil }
        server = answer.server
        seen = survey.seen(AskUpstreams.self, about: Name(lookup.host), from: .host)
        word = seen.map { Self.word(of: answer, beside: $0.evidence.answers) } ?? .unknown
    }

    private static func word(of answer: DNSAnswer, beside upstreams: [DNSAnswer]) -> Word {
        let given = answer.addresses
        let isAlike: (DNSAnswer) -> Bool = { other in
            given.isEmpty
                ? Lookup.Failure(other) == Lookup.Failure(answer) : !Set(other.addresses).isDisjoint(with: given)
        }
        if let same = upstreams.first(where: isAlike) { return .handedOn(same) }
        if let other = upstreams.first(where: { $0.addresses.contains { !$0.isNeverAService } }) {
            return .itsOwn(other)
        }
        // It calls a failure what it has no answer to.
        let isFailing = answer.result != .answered || answer.responseCode == 2
        if isFailing, let mute = upstreams.first, upstreams.allSatisfy({ $0.result != .answered }) {
            return .handedOn(mute)
        }
        return .unknown
    }

    /// Whose it is to repair.
    var owner: Owner {
        switch word {
        case .itsOwn, .unknown: .device
        case .handedOn: .siteNetwork
        }
    }

    var isKnown: Bool {
        if case .unknown = word { false } else { true }
    }

    var isItsOwn: Bool {
        if case .itsOwn = word { true } else { false }
    }

    /// On this device, or at whom it asks.
    var location: Finding.Location {
        switch word {
        // The engine's own only hands on what this device's says, which the host's look-up names.
        case .itsOwn where server.address == VantageOrigin.engineResolver,
            .unknown where server.address == VantageOrigin.engineResolver:
            .unknown
        case .itsOwn, .unknown:
            Finding.Location(
                kind: .thisDevice, culprit: .resolver(server), text: "at this device's own resolver \(server)")
        case .handedOn(let answer):
            Finding.Location(
                kind: .hop, address: answer.server.address, culprit: .resolver(answer.server),
                text: "at the resolver \(answer.server), behind this device's own resolver \(server)")
        }
    }

    /// What those beyond it said.
    var proof: Finding.Proof? {
        guard let seen else { return nil }
        switch word {
        case .itsOwn(let answer):
            return seen.shows(
                control: "\(answer.server), whom that one asks, gives this device \(answer.addresses) for the name")
        case .handedOn(let answer):
            guard answer.result == .answered else {
                return seen.shows("\(answer.server), whom that one asks, does not answer this device either")
            }
            return answer.addresses.isEmpty
                ? seen.shows(
                    """
                    \(answer.server), whom that one asks, answers this device with \
                    \(Denial.name(ofCode: answer.responseCode, isEmpty: true)) as well
                    """)
                : seen.shows("\(answer.server), whom that one asks, gives this device \(answer.addresses) as well")
        case .unknown: return nil
        }
    }
}

extension Survey {
    /// An address of this device, its bridges' included, as far as its links were read and its networks described.
    func isOwn(_ address: IPAddress) -> Bool {
        let routes = seen(ReadRoutes.self, from: .host).first?.evidence
        let networks = seen(DescribeVantage.self).compactMap(\.evidence.network) + (routes?.networks ?? [])
        return networks.contains { $0.gateways.contains(address) } || routes?.owns(address) ?? false
    }

    /// The host's loopback is its own, a container's is the container's: there only the engine's resolver asks a resolver of the
    /// host's loopback.
    fileprivate func isOnThisDevice(_ server: SocketAddress, askedFrom vantage: Vantage) -> Bool {
        guard server.address.isLoopback else { return isOwn(server.address) }
        guard vantage != .host else { return true }
        let origin = seen(DescribeVantage.self, from: vantage).first?.evidence
        return server.address == VantageOrigin.engineResolver
            && origin?.forwarders.contains { $0.isLoopback || isOwn($0) } ?? false
    }
}
