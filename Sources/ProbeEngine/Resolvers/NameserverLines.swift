package import ProbeCore
import ProbeTransport

/// The resolvers that a resolv.conf names, without what a client falls back to when it names none.
package enum NameserverLines {
    package static func servers(in text: String) -> [IPAddress] {
        let configuration = ResolverConfiguration(parsing: Array(text.utf8))
        return configuration.hasNameserver ? configuration.nameservers : []
    }
}
