package import ProbeCore

/// How a vantage other than the host came to be, and where its resolvers come from.
package struct VantageOrigin: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable {
        /// The namespace of a running container.
        case container
        /// A namespace of our own on the engine's bridge, made as the engine would make one.
        case attached
        /// A namespace that somebody else made.
        case namespace
    }

    /// Why the resolver list is as it is.
    package enum ResolverRule: String, Codable, Hashable, Sendable {
        /// Read from the running container, or from the files that go with the namespace.
        case ownFile = "own-file"
        /// `dns` of daemon.json.
        case engineSetting = "engine-setting"
        /// `HostConfig.Dns` of edgeAgent and edgeHub in the deployment.
        case deployment
        /// The host's list less its loopback addresses.
        case hostList = "host-list"
        /// What systemd-resolved asks, because the host's list names only its stub.
        case systemdUpstreams = "systemd-upstreams"
        /// Nothing was left of the host's list, so the engine names public resolvers.
        case publicFallback = "public-fallback"
        /// Nothing was left of the host's list, and the engine names none.
        case none
    }

    package var kind: Kind
    /// The container's name, where there is one.
    package var container: LocalText?
    package var network: ContainerNetwork?
    package var resolverRule: ResolverRule
    /// What a container's resolv.conf names; the engine's own resolver 127.0.0.11 on networks that have it.
    package var resolvers: [IPAddress]
    /// Where the engine's own resolver forwards to; empty where there is none.
    package var forwarders: [IPAddress] = []
    /// Where it has forwarded to since the container's start, as newer engines write it down; nothing where that is not known.
    package var forwardersAtStart: [IPAddress]?
    /// Why it forwards to these; nothing where there is no such resolver.
    package var forwarderRule: ResolverRule?
    /// What the host's own resolv.conf names, as the engine found it.
    package var hostResolvers: [IPAddress]
    /// Whom the host's loopback resolver asks in turn, as far as its files say.
    package var hostUpstreams: [IPAddress] = []

    /// IoT Edge started the container, as the engine's label says; nothing in the reports of older versions.
    package var isModule: Bool?
    /// The container has resolvers of its own setting (`--dns`); nothing where that was not looked at.
    package var hasOwnResolvers: Bool?
    /// What the engine would write into a container's resolv.conf on that network now; nothing where that is not known.
    package var resolversToday: [IPAddress]?

    package init(kind: Kind, resolverRule: ResolverRule, resolvers: [IPAddress], hostResolvers: [IPAddress]) {
        self.kind = kind
        self.resolverRule = resolverRule
        self.resolvers = resolvers
        self.hostResolvers = hostResolvers
    }

    /// The engine's own resolver in the containers of networks other than the default bridge.
    package static let engineResolver = IPAddress(bytes: [127, 0, 0, 11] as [UInt8])

    /// A container that is IoT Edge's own; by its name, where an older report has no more than that.
    package var speaksForModules: Bool {
        kind == .container
            && isModule ?? container.map { ["edgeAgent", "edgeHub"].contains($0.description) } ?? false
    }

    package var usesEngineResolver: Bool { resolvers.contains { $0 == Self.engineResolver } }
}
