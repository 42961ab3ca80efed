package import ProbeCore

/// A value of IoT Edge's configuration that parses, and that nothing can be made of.
package struct UnusableValue: Codable, Hashable, Sendable {
    /// What the value would have to be.
    package enum Kind: String, Codable, Hashable, Sendable {
        case hostName = "host-name"
        /// A host name where an address does as well, which is not followed here.
        case hostAddress = "host-address"
        case url
        case connectionString = "connection-string"
        case idScope = "id-scope"
        case networkName = "network-name"
        case socket
        case fileURI = "file-uri"
        case transport
        case proxy
        /// The proxy, where the value is the URL of a script that names proxies.
        case proxyScript = "proxy-script"
        case image
        /// `createOptions`, which is JSON within JSON.
        case containerOptions = "container-options"
        case port
        case address
        /// A host name, and none that a hub has for its devices.
        case hubName = "hub-name"
    }

    package let kind: Kind
    package let file: LocalText
    /// Counted from one.
    package let line: Int?
    /// The member by its path, `agent.env.UpstreamProtocol`.
    package let member: LocalText

    package init(kind: Kind, file: LocalText, line: Int?, member: LocalText) {
        self.kind = kind
        self.file = file
        self.line = line
        self.member = member
    }
}
