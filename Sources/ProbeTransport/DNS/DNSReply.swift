import ProbeCore
import ProbeEvidence

/// What became of a query on the wire, before it is told as evidence.
struct DNSReply: Sendable {
    enum Content: Sendable {
        /// Begins as a reply to the query.
        case message([UInt8])
        case silent
        case unreachable(SystemError, ICMPError?)
        case malformed
    }

    var content: Content
    /// Datagrams sent, or connections opened.
    var attempts = 1
    var rejectedReplies = 0
    /// Queries with EDNS0 stayed without a reply, and this is the reply to one without.
    var isOnlyToPlainQuery = false

    /// FORMERR, NOTIMP and BADVERS are how a server turns EDNS0 down (RFC 6891 section 7); old ones say SERVFAIL or REFUSED.
    var mayDislikeExtensions: Bool {
        guard case .message(let bytes) = content, !isOnlyToPlainQuery else { return false }
        guard let message = try? DNSMessage(decoding: bytes) else { return false }
        return switch message.responseCode {
        case 1, 4, 16: true
        case 2, 5: message.extensions == nil
        default: false
        }
    }
}

extension DNSAnswer {
    init(
        _ reply: DNSReply, from server: SocketAddress, over network: Network, _ host: HostName, _ type: QueryType
    ) {
        self.init(
            server: server, network: network, name: DomainName(host.description), queryType: type, result: .silent,
            latency: Seconds(0))
        attempts = reply.attempts
        rejectedReplies = reply.rejectedReplies > 0 ? reply.rejectedReplies : nil
        wasAnsweredOnlyWithoutExtensions = reply.isOnlyToPlainQuery ? true : nil
        switch reply.content {
        case .message(let bytes): read(bytes)
        // A resolver that says something else than it was asked for is not silent.
        case .silent: result = reply.rejectedReplies > 0 ? .malformed : .silent
        case .malformed: result = .malformed
        case .unreachable(let error, let icmp):
            result = .unreachable
            self.error = error
            self.icmp = icmp
        }
    }

    private mutating func read(_ bytes: [UInt8]) {
        // The records of a truncated message may be cut anywhere: its head is all that counts.
        wasTruncated = (try? DNSMessage.Head(decoding: bytes))?.isTruncated ?? false
        guard let message = try? DNSMessage(decoding: bytes) else {
            result = .malformed
            return
        }
        result = .answered
        responseCode = message.responseCode
        isAuthoritative = message.head.isAuthoritative
        isRecursionAvailable = message.head.isRecursionAvailable
        extendedErrors = message.extensions?.extendedErrors ?? []
        let (chain, leftOut) = message.boundedChain
        if leftOut > 0 { addressesLeftOut = leftOut }
        records = chain.map { record in
            let data: Record.Data =
                switch record.data {
                case .address(let address): .address(address)
                case .alias(let target): .alias(DomainName(target.description))
                }
            return Record(name: DomainName(record.owner.description), timeToLive: record.timeToLive, data: data)
        }
        guard addresses.isEmpty else { return }
        negativeZone = message.negativeZone.map { DomainName($0.description) }
        negativeTimeToLive = message.negativeTimes?.timeToLive
        negativeMinimum = message.negativeTimes?.minimum
        guard negativeZone == nil, responseCode == 0, let zone = message.servedZone else { return }
        referredZone = DomainName(zone.description)
        if message.hasAdditionalRecords { hasGlue = true }
    }
}
