package import ProbeCore
package import ProbeEvidence

/// The resolver list that an engine would give to a new container (libnetwork's resolvconf and sandbox).
package struct EngineResolvers: Hashable, Sendable {
    /// What the engine goes by.
    package struct Circumstances: Sendable {
        /// /etc/resolv.conf of the host; nothing when it is missing.
        package var hostFile: String?
        /// /run/systemd/resolve/resolv.conf; nothing when it is missing.
        package var systemdFile: String?
        /// Whom the host's loopback resolver asks in turn; no engine knows, but whoever repairs its list has to.
        package var hostUpstreams: [IPAddress] = []
        /// `dns` of daemon.json.
        package var setting: [IPAddress] = []
        /// What the deployment gives edgeAgent's and edgeHub's containers of their own.
        package var ofModules: [IPAddress] = []
        /// Of the engine; nothing when it is not known.
        package var majorVersion: Int?

        package init() {}
    }

    package let rule: VantageOrigin.ResolverRule
    /// What a container's resolv.conf names.
    package let servers: [IPAddress]
    /// Where the engine's own resolver forwards to, on networks that have it.
    package let forwarders: [IPAddress]
    /// What the host's own resolv.conf names.
    package let hostServers: [IPAddress]
    /// The `search` and `options` lines that are copied along.
    private let extras: [Substring]
    /// `ndots:0`, which the engine's own resolver asks for.
    private let usesEngineResolver: Bool

    /// The engine's own resolver forwards to three and no more (maxExtDNS).
    private static let mostForwarders = 3
    private static let publicServers = ["8.8.8.8", "8.8.4.4"].compactMap { IPAddress($0) }
    private static let publicServersOverIPv6 = ["2001:4860:4860::8888", "2001:4860:4860::8844"].compactMap {
        IPAddress($0)
    }
    private static let systemdStub = IPAddress("127.0.0.53")

    /// The list for containers on the default bridge, which get addresses to ask themselves.
    package static func onDefaultBridge(_ circumstances: Circumstances, hasIPv6: Bool) -> EngineResolvers {
        let file = File(circumstances)
        guard circumstances.ofModules.isEmpty else {
            return EngineResolvers(.deployment, circumstances.ofModules, from: file)
        }
        guard circumstances.setting.isEmpty else {
            return EngineResolvers(.engineSetting, circumstances.setting, from: file)
        }
        let usable = file.servers.filter { !$0.isLoopback && (hasIPv6 || $0.family == .v4) }
        guard usable.isEmpty else {
            return EngineResolvers(file.isSystemds ? .systemdUpstreams : .hostList, usable, from: file)
        }
        return EngineResolvers(
            .publicFallback, publicServers + (hasIPv6 ? publicServersOverIPv6 : []), from: file)
    }

    /// The list for containers on any other network, which ask the engine's own resolver.
    ///
    /// That one asks the host's loopback resolvers from the host, and all others from the container's namespace.
    package static func onOtherNetwork(_ circumstances: Circumstances) -> EngineResolvers {
        let file = File(circumstances)
        guard circumstances.ofModules.isEmpty else {
            return EngineResolvers(.deployment, forwardingTo: circumstances.ofModules, from: file)
        }
        guard circumstances.setting.isEmpty else {
            return EngineResolvers(.engineSetting, forwardingTo: circumstances.setting, from: file)
        }
        let isOld = (circumstances.majorVersion ?? 0) < 26
        let servers = isOld ? file.servers.filter { $0.family == .v4 && file.lone.contains($0) } : file.servers
        guard servers.isEmpty else {
            return EngineResolvers(
                file.isSystemds ? .systemdUpstreams : .hostList, forwardingTo: servers, from: file)
        }
        // Dropped with version 28 for networks that have the engine's resolver.
        return (circumstances.majorVersion ?? 0) >= 28
            ? EngineResolvers(.none, forwardingTo: [], from: file)
            : EngineResolvers(.publicFallback, forwardingTo: publicServers, from: file)
    }

    private init(_ rule: VantageOrigin.ResolverRule, _ servers: [IPAddress], from file: File) {
        self.rule = rule
        self.servers = servers
        forwarders = []
        hostServers = file.hostServers
        extras = file.extras
        usesEngineResolver = false
    }

    private init(_ rule: VantageOrigin.ResolverRule, forwardingTo servers: [IPAddress], from file: File) {
        self.rule = rule
        self.servers = [VantageOrigin.engineResolver].compactMap(\.self)
        forwarders = Array(servers.prefix(Self.mostForwarders))
        hostServers = file.hostServers
        extras = file.extras
        usesEngineResolver = true
    }

    /// Which resolvers a worker in an attached namespace asks, where the engine's own is not to be had.
    ///
    /// Forwarders on the host's loopback stand behind 127.0.0.11, where the parent plays the engine's resolver; loopback
    /// addresses of daemon.json are the container's own.
    package var asked: [IPAddress] {
        guard usesEngineResolver, !isOfSetting else { return usesEngineResolver ? forwarders : servers }
        return forwarders.reduce(into: []) { asked, forwarder in
            guard let server = forwarder.isLoopback ? VantageOrigin.engineResolver : forwarder else { return }
            if !asked.contains(server) { asked.append(server) }
        }
    }

    /// Somebody named the list for containers: a loopback address in it is the container's own.
    private var isOfSetting: Bool { rule == .engineSetting || rule == .deployment }

    /// The host's loopback resolver that the engine's own would ask from the host.
    package var loopbackForwarder: IPAddress? {
        isOfSetting ? nil : forwarders.first { $0.isLoopback && $0.family == .v4 }
    }

    /// The resolv.conf that the worker reads.
    package var text: String {
        (asked.map { "nameserver \($0)" } + extras.map(String.init)
            + (usesEngineResolver && !setsDots ? ["options ndots:0"] : [])).joined(separator: "\n") + "\n"
    }

    /// Whether the host's own list has `ndots`, which the engine leaves as it is unless it is 0 (rebuildDNS of libnetwork).
    private var setsDots: Bool {
        extras.filter { $0.hasPrefix("options ") }.flatMap { $0.split(whereSeparator: \.isWhitespace) }.contains {
            $0.hasPrefix("ndots:") && $0 != "ndots:0"
        }
    }

    /// The list that the engine starts from: the host's, or systemd-resolved's own where the host's is its stub alone.
    private struct File {
        let hostServers: [IPAddress]
        let servers: [IPAddress]
        /// Those that are alone on their lines, as engines before version 26 want them.
        let lone: Set<IPAddress>
        let isSystemds: Bool
        let extras: [Substring]

        init(_ circumstances: Circumstances) {
            let host = circumstances.hostFile ?? ""
            hostServers = NameserverLines.engines(in: host)
            let isStub = hostServers == [EngineResolvers.systemdStub]
            let systemds = isStub ? circumstances.systemdFile : nil
            isSystemds = systemds != nil
            servers = systemds.map(NameserverLines.engines(in:)) ?? hostServers
            lone = NameserverLines.lone(in: systemds ?? host)
            extras = (systemds ?? host).split(whereSeparator: \.isNewline).filter { line in
                ["search ", "options ", "domain "].contains { line.hasPrefix($0) }
            }
        }
    }
}
