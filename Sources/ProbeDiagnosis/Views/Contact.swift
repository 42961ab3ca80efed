import ProbeCore
import ProbeEvidence
import ProbeFindings

/// What all attempts from one vantage to one address and port of a host amount to.
///
/// The endpoints that share the port share the verdict, and so do hosts that share the address: one connection that
/// opens redeems the port.
struct Contact: Sendable {
    enum Result: Hashable {
        case answered
        /// RST without ICMP, or an ICMP port unreachable of the target's own.
        case refused
        case rejected(ICMPError)
        /// connect() failed before a packet could leave.
        case denied(SystemError)
        /// An error from elsewhere whose ICMP message is not known: kernels before 5.8 keep it to themselves.
        case unreachable(SystemError)
        case silent
        /// Silent so far: the run ended before a silence could be concluded.
        case undecided
        /// Silent, and our own machine was seen dropping the packets.
        case droppedLocally
    }

    let vantage: Vantage
    /// The vantage whose packets were answered, where their answer speaks for this one's silent ones.
    var speaker: Vantage?
    let host: HostName
    let remote: SocketAddress
    /// The direct endpoints of the host on that port.
    let endpoints: [Endpoint]
    var attempts: [(observation: Int, attempt: ConnectAttempt)]
    var result: Result
    /// A router said that it leads nowhere to the same address, to somebody whose way may be this one's or not.
    var isDisputed = false
    /// A walk's SYN from another port of this device arrived and was accepted: not every packet to it is dropped.
    var isReachedOtherwise = false
    /// It opened each time that it was tried by itself: what had failed was lost in the crowd, or in an outage.
    var isOpenAlone = false
    /// What a translator's addresses begin with, where this is one of them (NAT64).
    let translator: IPPrefix?
    /// What the failure of the port is worth: little where the endpoints reached the host by another of its addresses.
    let severity: Finding.Severity
    /// The proxy, where it is the proxy that was connected to.
    let proxy: Host?

    init(
        vantage: Vantage, host: HostName, remote: SocketAddress, endpoints: [Endpoint],
        attempts: [(observation: Int, attempt: ConnectAttempt)], severity: Finding.Severity,
        translator: IPPrefix? = nil, proxy: Host? = nil
    ) {
        self.translator = translator
        self.vantage = vantage
        self.host = host
        self.remote = remote
        self.endpoints = endpoints
        self.attempts = attempts
        self.severity = severity
        self.proxy = proxy
        result = Self.result(of: attempts.map(\.attempt))
    }

    private static func severity(
        of endpoints: [Endpoint], from vantage: Vantage, _ needs: DeviceNeeds
    ) -> Finding.Severity {
        endpoints.map { endpoint in
            guard needs.ladders[endpoint, from: vantage].isProven else {
                return needs.severity(forFailureOf: endpoint, from: vantage)
            }
            return needs.isNeeded(endpoint, from: vantage) ? .warning : .info
        }.max() ?? .info
    }

    /// The attempts that show the result.
    var decisive: [(observation: Int, attempt: ConnectAttempt)] {
        attempts.filter { Self.result(of: [$0.attempt]) == result }
    }

    /// One SYN may get lost: silence takes two attempts, or the kernel's own SYN retransmission.
    var isConfirmed: Bool { attempts.map(\.attempt).isConfirmedSilence && !isDisputed && !isReachedOtherwise }

    /// What attempts to reach one host amount to.
    static func result(of attempts: [ConnectAttempt]) -> Result {
        if attempts.contains(where: { $0.result == .connected }) { return .answered }
        // What says more comes first: an ICMP message names its sender, a silence names nothing.
        let failures = attempts.filter { $0.result == .failed && !$0.isSilent }
        if let icmp = failures.compactMap(\.icmp).first {
            let isTarget = icmp.offender == attempts.first?.remote.address && icmp.meaning == .portUnreachable
            return isTarget && !icmp.offenderIsLocal ? .refused : .rejected(icmp)
        }
        if let error = failures.first(where: \.isSynchronous)?.error { return .denied(error) }
        if failures.contains(where: { $0.error == "ECONNREFUSED" || $0.error == "ECONNRESET" }) { return .refused }
        if let error = failures.compactMap(\.error).first { return .unreachable(error) }
        if attempts.contains(where: \.isDroppedLocally) { return .droppedLocally }
        return attempts.isConclusiveSilence ? .silent : .undecided
    }
}

extension ConnectAttempt {
    /// connect() knew at once of no route: the family is absent here, if the other one works.
    fileprivate var hasNoRoute: Bool { isSynchronous && error == "ENETUNREACH" }

    /// Our own machine counted the retransmission as failed, and none is in flight (net/ipv4/tcp_output.c).
    var hasCountedLocalDrop: Bool {
        guard let tcp, let locallyDroppedRetransmissions else { return false }
        return locallyDroppedRetransmissions > 0 && tcp.retransmissions > 0 && tcp.retransmissionsInFlight == 0
    }

    var isDroppedLocally: Bool { isSilent && (datagramTwin == "EPERM" || hasCountedLocalDrop) }
}

extension Contact {
    /// The direct contacts from a vantage, in the order of the observations.
    ///
    /// IPv6 addresses are left out where the host has an IPv4 one: their failure stops nothing, and `ipv6.broken` speaks of it.
    /// IPv4 addresses are left out where this device has no IPv4 and the host was reached over IPv6, or has addresses that a
    /// resolver made out of them (RFC 6147, NAT64): these are what a device without IPv4 is to use.
    static func all(from vantage: Vantage, in survey: Survey, _ needs: DeviceNeeds) -> [Contact] {
        var order: [Key] = []
        var endpoints: [Key: [Endpoint]] = [:]
        var attempts: [SocketAddress: [(observation: Int, attempt: ConnectAttempt)]] = [:]
        for endpoint in needs.ladders.endpoints(from: vantage) where endpoint.via == .direct {
            let all = survey.attempts(at: endpoint, from: vantage)
            // The same attempts stand with the endpoint that made them.
            let isSpokenFor =
                survey.seen(ConnectEndpoint.self, about: endpoint, from: vantage)?.evidence.spokenForBy != nil
            for (observation, attempt) in all {
                let key = Key(host: endpoint.host, remote: attempt.remote)
                if endpoints[key] == nil { order.append(key) }
                if endpoints[key]?.contains(endpoint) != true { endpoints[key, default: []].append(endpoint) }
                if !isSpokenFor { attempts[attempt.remote, default: []].append((observation, attempt)) }
            }
        }
        let reachedOverIPv6 = Set(
            order.filter { key in
                key.remote.address.family == .v6
                    && (attempts[key.remote] ?? []).contains { $0.attempt.result == .connected }
            }.map(\.host))
        let addresses = Dictionary(grouping: order, by: \.host).mapValues { $0.map(\.remote.address) }
        func translator(_ key: Key) -> IPPrefix? { key.remote.address.translator(of: addresses[key.host] ?? []) }
        let translated = survey.hasIPv4Uplink ? [] : Set(order.filter { translator($0) != nil }.map(\.host))
        order.removeAll { key in
            key.remote.address.family == .v4
                && (reachedOverIPv6.contains(key.host) || translated.contains(key.host))
                && (attempts[key.remote] ?? []).allSatisfy(\.attempt.hasNoRoute)
        }
        let hostsWithIPv4 = Set(order.filter { $0.remote.address.family == .v4 }.map(\.host))
        return order.filter { $0.remote.address.family == .v4 || !hostsWithIPv4.contains($0.host) }.map { key in
            var contact = Contact(
                vantage: vantage, host: key.host, remote: key.remote, endpoints: endpoints[key] ?? [],
                attempts: attempts[key.remote] ?? [],
                severity: severity(of: endpoints[key] ?? [], from: vantage, needs), translator: translator(key))
            contact.isReachedOtherwise = survey.walks(to: contact).flatMap(\.evidence.walks).contains {
                $0.remote == key.remote && $0.end?.answer == .accepted
            }
            return contact.triedAlone(in: survey)
        }
    }

    private struct Key: Hashable {
        let host: HostName
        let remote: SocketAddress
    }
}

extension IPAddress {
    /// The prefix of the translator that the address is one of, made out of one of those given; or by its own looks.
    func translator(of addresses: [IPAddress]) -> IPPrefix? {
        addresses.lazy.compactMap { IPPrefix(of: self, embedding: $0) }.first ?? IPPrefix(ofTranslator: self)
    }
}

extension Survey {
    /// An interface of the host has an address of IPv4 to leave with: where no route does, one is missing.
    fileprivate var hasIPv4Uplink: Bool {
        seen(ReadRoutes.self, from: .host).flatMap(\.evidence.links).contains {
            $0.kind != "bridge" && $0.mayLeadOut(.v4)
        }
    }

    /// The walks towards a contact's address; those to its own port first.
    func walks(to contact: Contact) -> [Survey.Seen<WalkHops>] {
        let via: Endpoint.Via = contact.proxy == nil ? .direct : .proxy
        let all = seen(WalkHops.self, from: contact.vantage).filter {
            $0.about.via == via && $0.evidence.walk.remote.address == contact.remote.address
        }
        return all.filter { $0.evidence.walk.remote == contact.remote }
            + all.filter { $0.evidence.walk.remote != contact.remote }
    }
}
