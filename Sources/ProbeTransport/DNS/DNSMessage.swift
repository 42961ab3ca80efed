package import ProbeCore
package import ProbeEvidence

/// A decoded DNS message (RFC 1035 section 4): the parts that a diagnosis needs, the rest skipped but checked.
package struct DNSMessage: Hashable, Sendable {
    package let head: Head
    /// The addresses and aliases of the answer section, class IN, in the order they came.
    package let answers: [Record]
    /// The owner of the authority section's SOA record (RFC 2308).
    package let negativeZone: DNSName?
    /// That record's TTL and its MINIMUM field, in seconds.
    package let negativeTimes: NegativeTimes?
    /// The owner of the authority section's first NS record: the zone that a referral is to (RFC 1034 section 4.3.2).
    package let servedZone: DNSName?
    /// Records of the additional section beside EDNS0's, such as addresses of the servers referred to.
    package let hasAdditionalRecords: Bool
    /// The OPT pseudo-record, where there is one.
    package let extensions: Extensions?

    /// The header's response code with the eight bits that EDNS0 puts above it.
    package var responseCode: Int { head.responseCode | Int(extensions?.responseCodeHigh ?? 0) << 4 }

    package struct Record: Hashable, Sendable {
        package enum Data: Hashable, Sendable {
            case address(IPAddress)
            case alias(DNSName)
        }

        package let owner: DNSName
        package let timeToLive: UInt32
        package let data: Data
    }

    /// For how long a denial may be kept (RFC 2308 sections 4 and 5).
    package struct NegativeTimes: Hashable, Sendable {
        package let timeToLive: UInt32
        package let minimum: UInt32
    }

    /// What an OPT record says (RFC 6891 section 6.1).
    package struct Extensions: Hashable, Sendable {
        package let payloadSize: UInt16
        package let responseCodeHigh: UInt8
        package let version: UInt8
        package let extendedErrors: [DNSAnswer.ExtendedError]
    }

    /// Why bytes are not a DNS message.
    package enum Malformed: Error, Hashable, Sendable {
        case truncated, badLabel, badPointer, nameTooLong, tooManyQuestions, tooManyRecords, badRecord
    }

    /// No answer to an address query comes near; keeps a hostile message from costing time.
    static let mostRecords = 512
    static let mostExtendedErrors = 8

    package init(decoding bytes: [UInt8]) throws(Malformed) {
        var reader = ByteReader(bytes)
        let head = try Head(from: &reader)
        guard head.answerCount + head.authorityCount + head.additionalCount <= Self.mostRecords else {
            throw .tooManyRecords
        }
        var answers: [Record] = []
        for _ in 0..<head.answerCount {
            let raw = try RawRecord(from: &reader)
            if let data = try raw.data() {
                answers.append(Record(owner: raw.owner, timeToLive: raw.timeToLive, data: data))
            }
        }
        var negativeZone: DNSName?
        var negativeTimes: NegativeTimes?
        var servedZone: DNSName?
        for _ in 0..<head.authorityCount {
            let raw = try RawRecord(from: &reader)
            if raw.type == .ns, raw.isInternet, servedZone == nil { servedZone = raw.owner }
            if raw.type == .soa, raw.isInternet, negativeZone == nil {
                negativeZone = raw.owner
                negativeTimes = raw.negativeTimes()
            }
        }
        var extensions: Extensions?
        var hasAdditionalRecords = false
        for _ in 0..<head.additionalCount {
            let raw = try RawRecord(from: &reader)
            if raw.type != .opt { hasAdditionalRecords = true }
            if raw.type == .opt, extensions == nil { extensions = try raw.extensions() }
        }
        self.head = head
        self.answers = answers
        self.negativeZone = negativeZone
        self.negativeTimes = negativeTimes
        self.servedZone = servedZone
        self.hasAdditionalRecords = hasAdditionalRecords
        self.extensions = extensions
    }
}

extension DNSMessage {
    /// The records that answer the message's question: the chain of aliases in the order followed, then the addresses.
    ///
    /// Records that the chain does not lead to are left out, as a client ignores them (RFC 2181 section 5.4.1).
    package var chain: [Record] { boundedChain.records }

    /// The same, and how many addresses more it leads to.
    package var boundedChain: (records: [Record], addressesLeftOut: Int) {
        guard let question = head.question else { return ([], 0) }
        let family: IPAddress.Family = question.type == .aaaa ? .v6 : .v4
        var owner = question.name
        var chain: [Record] = []
        while chain.count < Self.longestChain {
            let alias = answers.lazy.compactMap { record -> (Record, DNSName)? in
                guard record.owner == owner, case .alias(let target) = record.data else { return nil }
                return (record, target)
            }.first
            guard let (record, target) = alias else { break }
            chain.append(record)
            owner = target
        }
        guard chain.count < Self.longestChain else { return (chain, 0) }
        let (addresses, leftOut) = answers.filter { record in
            guard case .address(let address) = record.data else { return false }
            return record.owner == owner && address.family == family
        }.divided(at: Self.mostAddresses)
        return (chain + addresses, leftOut)
    }

    /// Resolvers follow fewer (unbound 11, bind 16): as long a chain is a circle.
    private static let longestChain = 16
    private static let mostAddresses = 64
}
