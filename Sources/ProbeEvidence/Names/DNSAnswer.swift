package import ProbeCore

/// One question to one resolver over one transport, and what came back.
package struct DNSAnswer: Codable, Hashable, Sendable {
    package enum Network: String, Codable, Hashable, Sendable {
        case udp, tcp
    }

    package enum QueryType: String, Codable, Hashable, Sendable {
        case a = "A"
        case aaaa = "AAAA"
    }

    package enum Result: String, Codable, Hashable, Sendable {
        /// A response with our question; see `responseCode`.
        case answered
        case silent
        /// A socket error: see `error` and `icmp`.
        case unreachable
        /// A response that is not DNS, or not ours.
        case malformed
    }

    /// One resource record of the answer section.
    package struct Record: Codable, Hashable, Sendable {
        package enum Data: Codable, Hashable, Sendable {
            case address(IPAddress)
            case alias(DomainName)
        }

        package let name: DomainName
        package let timeToLive: UInt32
        package let data: Data

        package init(name: DomainName, timeToLive: UInt32, data: Data) {
            self.name = name
            self.timeToLive = timeToLive
            self.data = data
        }
    }

    /// An extended DNS error (RFC 8914).
    package struct ExtendedError: Codable, Hashable, Sendable {
        package let code: UInt16
        package let text: WireText?

        package init(code: UInt16, text: WireText?) {
            self.code = code
            self.text = text
        }
    }

    package let server: SocketAddress
    package let network: Network
    package let name: DomainName
    package let queryType: QueryType
    package var result: Result
    /// RFC 1035 and RFC 6895: 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.
    package var responseCode: Int?
    package var isAuthoritative = false
    /// The answer over UDP was truncated, so this one came over TCP (or TCP failed).
    package var wasTruncated = false
    package var records: [Record] = []
    /// Addresses of the answer that there was no room for.
    package var addressesLeftOut: Int?
    /// The zone whose SOA record came with a negative answer (RFC 2308).
    package var negativeZone: DomainName?
    /// For how long the denial may still be kept: that record's, in seconds; a cache counts it down (RFC 2308 section 5).
    package var negativeTimeToLive: UInt32?
    /// What its zone says a denial may be kept for at most, in seconds (MINIMUM, RFC 2308 section 4).
    package var negativeMinimum: UInt32?
    package var extendedErrors: [ExtendedError] = []
    package var error: SystemError?
    package var icmp: ICMPError?
    /// Datagrams sent, or connections opened.
    package var attempts = 1
    package var latency: Seconds
    /// The RA bit; without it the server looks up nothing for us.
    package var isRecursionAvailable: Bool?
    /// The zone whose servers an answer without addresses refers to (RFC 1034 section 4.3.2).
    package var referredZone: DomainName?
    /// A referral has more than that: addresses of those servers, with which glibc takes it for the answer.
    package var hasGlue: Bool?
    /// Queries with EDNS0 (RFC 6891) met silence or an error, and the same question without it was answered.
    package var wasAnsweredOnlyWithoutExtensions: Bool?
    /// What the query with EDNS0 was answered with then; nothing for silence.
    package var codeWithExtensions: Int?
    /// Messages from the server that were no reply to our question.
    package var rejectedReplies: Int?

    package init(
        server: SocketAddress, network: Network, name: DomainName, queryType: QueryType, result: Result,
        latency: Seconds
    ) {
        self.server = server
        self.network = network
        self.name = name
        self.queryType = queryType
        self.result = result
        self.latency = latency
    }

    /// None of an answer that reports an error: no library takes any from one, and systemd-resolved sends with SERVFAIL what it
    /// could not validate.
    package var addresses: [IPAddress] {
        guard (responseCode ?? 0) == 0 else { return [] }
        return records.compactMap {
            guard case .address(let address) = $0.data else { return nil }
            return address
        }
    }

    /// One of its aliases is in a zone of private endpoints, as `myhub.privatelink.azure-devices.net`.
    package var leadsThroughPrivateLink: Bool { aliases.contains(where: \.isOfPrivateLink) }

    /// The CNAME chain in the order it was followed.
    package var aliases: [DomainName] {
        records.compactMap {
            guard case .alias(let target) = $0.data else { return nil }
            return target
        }
    }
}

extension DomainName {
    /// In a zone of private endpoints.
    package var isOfPrivateLink: Bool { description.lowercased().split(separator: ".").contains("privatelink") }
}
