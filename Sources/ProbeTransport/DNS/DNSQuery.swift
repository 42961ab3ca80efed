package import ProbeCore
package import ProbeEvidence

/// A recursive query, and what makes a message its reply.
package struct DNSQuery: Hashable, Sendable {
    package let id: UInt16
    package let question: DNSQuestion
    /// Whether it carries an EDNS0 OPT record (RFC 6891).
    package let isExtended: Bool

    /// Whether it carries the AD bit, as a client's that trusts its resolvers to validate (RFC 6840 section 5.7).
    package let asksForAuthenticData: Bool

    /// What we accept over UDP, as glibc does (RESOLV_EDNS_BUFFER_SIZE): passes every path with an IPv6 minimum MTU.
    static let payloadSize: UInt16 = 1200

    /// The system's generator is a cryptographic one, so a reply's id cannot be guessed (RFC 5452).
    package init(
        _ host: HostName, _ type: DNSAnswer.QueryType, id: UInt16 = .random(in: .min ... .max), isExtended: Bool = true,
        asksForAuthenticData: Bool = false
    ) {
        self.init(
            id: id, question: DNSQuestion(host, type), isExtended: isExtended,
            asksForAuthenticData: asksForAuthenticData)
    }

    /// The same question again under an id of its own, without EDNS0.
    var plain: DNSQuery {
        DNSQuery(
            id: .random(in: .min ... .max), question: question, isExtended: false,
            asksForAuthenticData: asksForAuthenticData)
    }

    private init(id: UInt16, question: DNSQuestion, isExtended: Bool, asksForAuthenticData: Bool) {
        self.id = id
        self.question = question
        self.isExtended = isExtended
        self.asksForAuthenticData = asksForAuthenticData
    }

    package var encoded: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: UInt16) { bytes += value.bigEndianBytes }
        append(id)
        append(DNSMessage.Flags.recursionDesired | (asksForAuthenticData ? DNSMessage.Flags.authenticData : 0))
        append(1)
        append(0)
        append(0)
        append(isExtended ? 1 : 0)
        bytes += question.name.encoded
        append(question.type.rawValue)
        append(question.recordClass)
        if isExtended {
            // The root's name, OPT, payload size, extended code and version and flags all 0, no options.
            bytes.append(0)
            append(DNSType.opt.rawValue)
            append(Self.payloadSize)
            bytes += [0, 0, 0, 0, 0, 0]
        }
        return bytes
    }

    /// Whether bytes begin as a reply to this query: its id, the response bit, its question.
    ///
    /// An error may come as a header alone: FORMERR and NOTIMP from a server that does not know EDNS0, as glibc knows too
    /// (res_send.c), REFUSED from unbound to a client that its access-control refuses (daemon/worker.c, deny_refuse).
    package func isAnswered(by bytes: [UInt8]) -> Bool {
        guard let head = try? DNSMessage.Head(decoding: bytes), head.id == id, head.isResponse, head.operation == 0
        else {
            return false
        }
        guard let answered = head.question else { return [1, 2, 4, 5].contains(head.responseCode) }
        return answered == question
    }
}
