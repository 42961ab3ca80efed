package import ProbeCore
package import ProbeEvidence
package import ProbeFindings

/// Prescribes the changes that remove a cause: pure functions from a finding to remedies.
///
/// Remedies are pasted as root. They are built from parsed addresses, ports and validated names alone, never from text
/// that a certificate, a banner or a redirect supplied.
package enum Guidance {
    /// What a survey taught besides the findings; remedies are more exact with it and right without it.
    package struct Facts: Hashable, Sendable {
        /// Addresses that a name had during the run.
        package var addresses: [HostName: [IPAddress]]
        /// Names that somebody says are aliases of a private endpoint's.
        package var privateNames: Set<HostName> = []
        /// Resolvers that answered the host, in its order.
        package var resolvers: [IPAddress]
        /// By a name: whether a resolver gives it the address that the host goes by, for each that the host itself asked.
        package var wordsOfResolvers: [HostName: [IPAddress: Bool]] = [:]
        /// Resolvers that are silent through a VPN and answered beside it.
        package var resolversBesideTunnel: [IPAddress] = []
        /// What the deployment has edgeAgent and edgeHub ask.
        package var resolversOfDeployment: [IPAddress] = []
        /// Whom this device asks for the time; none where the run was not to ask.
        package var timeServers: [TimeServer] = []
        /// The default routes of the main table.
        package var defaultRoutes: [Route] = []
        /// What routes, links and services have: a network of the engine's must not overlap with it.
        package var prefixesInUse: [IPPrefix] = []
        /// What this device's links have, bridges included.
        package var ownAddresses: Set<IPAddress> = []
        /// The subnets of the engine's networks.
        package var bridgeSubnets: [IPPrefix] = []
        /// The network of IoT Edge, where the engine is there and has not got it.
        package var networkToCome: NetworkName?
        /// The subnets that the configuration of IoT Edge asks for.
        package var configuredSubnets: [IPPrefix] = []
        /// What containers of the engine's first network get as their MTU, in bytes, where that stands in for the one to come.
        package var bridgeMTU: Int?
        /// The MTU of the interface that leads to the hub.
        package var egressMTU: Int?
        /// The size of segments that got through where larger ones did not.
        package var provenSegmentSize: Int?
        /// Who holds a port of this device that edgeHub needs.
        package var portHolders: [UInt16: PortHolder] = [:]
        /// The ports that edgeHub is to publish.
        package var edgeHubPorts: [UInt16] = [443, 5671, 8883]
        /// The deployment has it on the host's own network, where PortBindings are void.
        package var isEdgeHubOnHost = false
        /// Where its container's own ports are published; nothing where only the device's are known.
        package var edgeHubBindings: [UInt16: [PortBinding]]? = Dictionary(
            uniqueKeysWithValues: PortBinding.edgeHubDefaults.map { ($0.port, [$0]) })
        /// What the engine's own file switches on or off.
        package var engineSwitches: [EngineSwitch] = []
        /// The engine's own file, where that has a proxy.
        package var engineProxyFile: LocalText?
        /// Where `iptables` keeps its rules.
        package var iptables: ForwardingState.Backend?
        /// Who asks, for requests to a network team.
        package var requester = Requester()
        /// The engine is Podman, which speaks Docker's interface and has none of its files.
        package var isPodman = false
        /// What keeps the rules of the device's packet filter; nothing where none runs, or several do.
        package var firewall: FirewallService?
        /// The device may be one with Windows: a page that is about no device says what to do there as well.
        package var mayBeWindows = false
        /// What logs of Windows hosts say, and no other log.
        package var codesOfWindows: Set<LogCode> = []
        /// Why the engine does not start, by its own log.
        package var engineTrouble: LogCode?
        /// Other hubs of the run that the same finding is about: what is asked for one is asked for all.
        package var fellows: [HostName] = []
        /// The most connections that the kernel tracks, where it has no room for another.
        package var fullConnectionLimit: Int?
        /// Each SYN of the device asks for ECN, for which some firewalls drop it.
        package var asksForECN = false
        /// Where a walk's SYN was accepted, whatever became of connections.
        package var reachedByWalks: Set<SocketAddress> = []
        /// The hop limit with which containers' packets get through, where they are dropped for theirs.
        package var hopLimitOfContainers: Int?
        /// Transports of the hub that got through from nowhere: no remedy leads to them.
        package var unusable: Set<Transport> = []

        package init(
            addresses: [HostName: [IPAddress]] = [:], resolvers: [IPAddress] = [], egressMTU: Int? = nil
        ) {
            self.addresses = addresses
            self.resolvers = resolvers
            self.egressMTU = egressMTU
        }
    }

    /// The unit or container that holds a port, by a name that a shell takes as it is; nothing for any other name.
    package struct PortHolder: Hashable, Sendable {
        /// What somebody may stop who wants the port.
        package let unit: String?
        package let container: String?
        /// It is what the device is reached or run by: who stops it loses more than a port.
        package let isIndispensable: Bool
        /// IoT Edge started the container, and would start it again: what it publishes is in the deployment.
        package let isOfModule: Bool

        package init(unit: String?, container: String?, isOfModule: Bool = false) {
            isIndispensable = (container ?? unit).map { Self.isIndispensable($0) } ?? false
            self.unit = unit.flatMap {
                Shell.isUnitName($0) && $0.hasSuffix(".service") && !Self.isIndispensable($0) && !Self.runsOthers($0)
                    ? $0 : nil
            }
            self.container = container.flatMap { !isOfModule && Shell.isContainerName($0) ? $0 : nil }
            self.isOfModule = isOfModule && container != nil
        }

        /// A login, a VPN or another way in from afar, or what runs the device and its containers.
        private static func isIndispensable(_ holder: String) -> Bool {
            // What snap packs has its name behind that.
            let name = holder.hasPrefix("snap.") ? holder.dropFirst("snap.".count) : holder[...]
            return (waysIn + tunnels + runtimes).contains { name.starts(with: $0) }
        }

        /// What it holds may be anybody's whom it starts, or answers to: nothing of the system's is to be stopped for that.
        private static func runsOthers(_ unit: String) -> Bool { hosts.contains { unit.hasPrefix($0) } }

        private static let hosts = [
            "cron", "anacron", "fcron", "atd", "getty", "serial-getty", "console-getty", "container-getty", "autovt",
            "dbus", "polkit", "rc-local", "rc.local", "rescue", "emergency", "display-manager", "gdm", "lightdm",
            "sddm", "lxdm",
            "xdm", "greetd", "supervisor", "runit", "s6-", "init",
        ]
        private static let waysIn = [
            "ssh", "dropbear", "sslh", "stunnel", "xrdp", "teleport", "cockpit", "webmin", "shellinabox", "ttyd",
            "teamviewer", "anydesk", "rustdesk", "cloudflared", "frpc", "frps", "rathole", "chisel", "remoteit",
        ]
        private static let tunnels = [
            "tailscale", "zerotier", "netbird", "nebula", "openvpn", "wg-quick", "wireguard", "ocserv", "openconnect",
            "vpnserver", "vpnclient", "softether", "strongswan", "ipsec", "charon", "sstp", "NetworkManager",
        ]
        private static let runtimes = [
            "k3s", "rke2", "k0s", "kube", "microk8s", "crio", "docker", "containerd", "podman", "systemd-", "user@",
            "aziot-", "iotedge", "balena", "mender", "salt-minion", "puppet",
        ]
    }

    /// The remedies of a finding, the owner's own first.
    package static func remedies(
        for finding: Finding, in assignment: Assignment, facts: Facts = Facts()
    ) -> [Remedy] {
        let prescription = Prescription(finding: finding, assignment: assignment, facts: facts)
        return prescription.forItsEngine(prescription.onItsHost(prescription.remedies)).map { remedy in
            Remedy(
                id: remedy.id, owner: remedy.owner, title: remedy.title, steps: remedy.steps,
                commands: remedy.commands.map {
                    $0.dialect.isOfShell
                        ? Remedy.Command($0.dialect, Shell.guarded($0.text, in: $0.dialect), on: $0.machine) : $0
                })
        }
    }

    /// The diagnosis with the remedies of every finding that calls for a change; what is informational calls for none.
    package static func completed(
        _ diagnosis: Diagnosis, assignment: Assignment, facts: Facts = Facts()
    ) -> Diagnosis {
        var completed = diagnosis
        var facts = facts
        facts.unusable = Set(diagnosis.transports.filter { $0.usable == false }.map(\.transport))
            .subtracting(diagnosis.transports.filter { $0.usable != false }.map(\.transport))
        for index in completed.findings.indices where completed.findings[index].severity != .info {
            completed.findings[index].remedies = remedies(
                for: completed.findings[index], in: assignment, facts: facts)
        }
        return completed
    }

    /// The dialects that firewall rules are written in.
    package static var firewallDialects: [Dialect] { writers.map { $0.dialect } }

    /// The dialects that remedies of a run are written in: none is for the host of Windows that it cannot measure.
    package static var fixDialects: [Dialect] { Dialect.allCases.filter { $0 != .powershell } }

    /// Firewall rules for everything that IoT Edge needs, without a run; nothing for a dialect that is no firewall's.
    ///
    /// - Parameters:
    ///   - assignment: the hub, the services and the transport that edgeHub will use.
    ///   - fellows: further hubs, which get what the assignment's own gets.
    ///   - surroundings: what the device itself says.
    ///   - addresses: addresses that the names are known to have; what is missing is resolved where the text is run.
    ///   - dialect: one of `firewallDialects`.
    /// - Returns: text that runs as printed, with the command that takes it back; or prose in the dialect `request`.
    package static func firewall(
        assignment: Assignment, fellows: [HostName] = [], surroundings: Surroundings = Surroundings(),
        addresses: [HostName: [IPAddress]] = [:], dialect: Dialect
    ) -> String? {
        let request = NetworkRequest(
            assignment: assignment, fellows: fellows, surroundings: surroundings, addresses: addresses)
        if dialect == .request { return Phrasebook.asking { Request.wrapped(request.lines.map(\.text)) } + "\n" }
        guard let writer = writer(of: dialect) else { return nil }
        let downstream = DownstreamOpening(surroundings.requester)
        // What is not used everywhere may have no address here, and stops nothing of the rest.
        let others = looksNamesUp(dialect) ? request.openings.filter { $0.condition != nil } : []
        var rules = writer.text(request.openings.filter { !others.contains($0) }, at: .device(nil))
        if let inside = downstream.flatMap({ writer.text($0) }) {
            rules = writer.joined(rules, Shell.comment("What comes in, from the inside:") + "\n" + inside)
        }
        if !others.isEmpty {
            let note = Shell.comment("Only where they are used (provisioning, a deployment's registries):")
            rules = writer.joined(rules, note + "\n" + writer.optional(others))
        }
        let notes = [
            inboundNote(downstream),
            looksNamesUp(dialect) ? addressNote(request.openings, surroundings.requester) : nil,
        ].compactMap(\.self)
        var parts = notes.map { Shell.comment($0) } + [Shell.guarded(rules, in: dialect)]
        if let removal = removal(in: dialect) {
            parts.append(Shell.comment("To take it back:"))
            parts += removal.split(separator: "\n").map { "# \($0)" }
        }
        return parts.joined(separator: "\n") + "\n"
    }

    /// A text that needs the addresses of all its names before anything is changed.
    private static func looksNamesUp(_ dialect: Dialect) -> Bool {
        [.nftables, .iptables, .ufw, .firewalld, .powershell].contains(dialect)
    }

    /// The names of services that a device cannot do without.
    package static func names(neededBy assignment: Assignment, in surroundings: Surroundings) -> Set<HostName> {
        let request = NetworkRequest(
            assignment: assignment, fellows: [], surroundings: surroundings, addresses: [:])
        return Set(
            request.openings.filter { $0.condition == nil && $0.network == .tcp }.compactMap { opening in
                if case .name(let name) = opening.destination { name } else { nil }
            })
    }

    /// Whose addresses stand in rules, of which day, and until when.
    private static func addressNote(_ openings: [FirewallOpening], _ requester: Requester) -> String? {
        let names = openings.compactMap { opening -> HostName? in
            guard !opening.addresses.isEmpty, case .name(let name) = opening.destination else { return nil }
            return name
        }.uniqued
        guard !names.isEmpty, let asked = requester.asked else { return nil }
        let day = asked.description.prefix { $0 != "T" }
        let validity = names.compactMap { requester.validity[$0] }.min().map { ", good for \($0) s at a time" } ?? ""
        return
            "Addresses of \(names.map(\.description).joined(separator: ", ")) on \(day)\(validity): they change, so run this anew."
    }

    /// What takes back all rules that were ever added in a dialect, for the machine that they were added on; nothing for one
    /// without rules.
    package static func removal(in dialect: Dialect) -> String? {
        writer(of: dialect)?.removal.map { Shell.guarded($0, in: dialect) + "\n" }
    }

    /// Rules are for what goes out, and for what devices behind the gateway send to it.
    private static func inboundNote(_ downstream: DownstreamOpening?) -> String {
        downstream.map { opening in
            "Outbound, and inbound from the inside alone: TCP \(opening.portList), which edgeHub publishes for the devices "
                + "behind this gateway. Keep all else that is inbound closed."
        } ?? "Outbound only. Nothing inbound is needed: keep inbound ports closed."
    }

    /// The openings in a firewall's language, for the machine that the place is on; nothing for a dialect of no firewall.
    static func command(
        _ dialect: Dialect, _ openings: [FirewallOpening], at place: FirewallPlace
    ) -> Remedy.Command? {
        // A request and what is done in Azure are for no machine's shell.
        let isRouters = place == .router && ![.request, .azureNSG, .azureFirewall].contains(dialect)
        return writer(of: dialect).map { writer in
            Remedy.Command(dialect, writer.text(openings, at: place), on: isRouters ? .siteRouter : .thisDevice)
        }
    }

    static func writer(of dialect: Dialect) -> (any FirewallDialect.Type)? {
        writers.first { $0.dialect == dialect }
    }

    private static let writers: [any FirewallDialect.Type] = [
        Nftables.self, Iptables.self, UncomplicatedFirewall.self, Firewalld.self, PowerShell.self,
        AzureNetworkSecurityGroup.self, AzureFirewall.self, Request.self,
    ]
}
