import ProbeCore
import ProbeTransport

/// Whom a resolver on the host's loopback asks in turn, from the files that name it.
enum HostUpstreams {
    static let lists = ResolverConfiguration.upstreamLists

    /// Those of a list that a container could ask.
    static func servers(in text: String) -> [IPAddress] {
        NameserverLines.servers(in: text).filter { !$0.isLoopback && !$0.isUnspecified }
    }
}
