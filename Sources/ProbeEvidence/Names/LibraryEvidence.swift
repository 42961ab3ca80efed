package import ProbeCore

/// What the host's C library made of a name, as programs ask for it and with its final dot.
package struct LibraryEvidence: Codable, Hashable, Sendable {
    /// What getaddrinfo(3) says instead of an address.
    package enum Failure: String, Codable, Hashable, Sendable {
        case noName = "EAI_NONAME"
        case noData = "EAI_NODATA"
        case addressFamily = "EAI_ADDRFAMILY"
        /// A failure that the library calls temporary.
        case again = "EAI_AGAIN"
        case permanent = "EAI_FAIL"
        case system = "EAI_SYSTEM"
        case other
    }

    /// One call of getaddrinfo(3).
    package struct Answer: Codable, Hashable, Sendable {
        /// With a final dot, no search list applies (resolv.conf(5)).
        package var name: DomainName
        package var addresses: [IPAddress] = []
        /// Nothing where there are addresses, or no answer.
        package var failure: Failure?
        /// It was still busy when the wait ended.
        package var isSilent = false
        package var latency: Seconds

        package init(name: DomainName, latency: Seconds) {
            self.name = name
            self.latency = latency
        }
    }

    package var asked: Answer
    /// Asked where the first answer is not what the resolvers gave; nothing where there is nothing to compare.
    package var rooted: Answer?

    package init(asked: Answer) { self.asked = asked }

    /// The addresses of the name itself, and none that only the search list led to.
    package var addresses: [IPAddress] { rooted?.addresses ?? asked.addresses }
}
