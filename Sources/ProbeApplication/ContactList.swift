import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeFindings
package import ProbeMeasurement
import Probes

/// Everything a run may contact, as sentences for people who have to allow it; the probes themselves say whom.
package struct ContactList {
    package let lines: [String]

    package init(_ plan: Plan) {
        let hubs = plan.services.hubs.map(\.description).joined(separator: ", ")
        var lines = [phrase("A run for \(verbatim: hubs) would contact:"), ""]
        func add(_ what: String, _ why: String) { lines.append("  \(what)\n      \(why)") }

        for (party, ports) in Self.parties(of: plan) {
            add(Self.title(of: party, ports), Self.reason(for: party, in: plan.services))
        }
        for redirection in plan.services.redirections {
            add(Self.describe(redirection), phrase("--connect-to: dialled instead"))
        }
        lines += ["", phrase("It would look at, on this device:"), ""]
        if !plan.device.localPorts.isEmpty {
            let ports = plan.device.localPorts.map(\.description).joined(separator: " ")
            add(
                phrase("tcp ports \(verbatim: ports)"),
                phrase("the list of listeners, and an attempt to bind each, released at once"))
        }
        if let ports = plan.services.deployment?.modulePorts, !ports.isEmpty {
            add(
                phrase("tcp ports \(verbatim: ports.map(\.description).joined(separator: " "))"),
                phrase("the same, of the deployment's other modules"))
        }
        if let deployment = plan.services.deployment {
            add("\(deployment.evidence.file)", phrase("read: the deployment manifest"))
        }
        if let root = plan.device.configurationRoot {
            let files = DeviceConfiguration(root: root).files
            for file in files { add("\(file.path)", file.fate) }
            if files.isEmpty { add(phrase("no configuration file"), phrase("none of those it knows is there")) }
        }
        add(
            phrase("host name, interfaces, routes, engine sockets, services"),
            phrase("as the kernel and systemd show them to anyone"))
        add(
            phrase("forwarding settings and the firewall's rules"),
            phrase("the rules by 'nft list ruleset' and 'iptables-legacy-save', where allowed"))
        if plan.limits.tracesPackets {
            add(
                phrase("the rules that its own packets meet, as root, where reading does not tell"),
                phrase("nftrace of one more attempt, in a table gone with the run (--no-trace)"))
        }
        lines.append("")
        lines += Self.promises(PacketEstimate(plan)).flatMap { phrase($0).split(separator: "\n").map(String.init) }
        self.lines = lines
    }

    /// What a run does to the network and the device, in lines of a terminal.
    private static func promises(_ packets: PacketEstimate) -> [Sentence] {
        [
            """
            What talks to the network holds no capability, starts no program and writes no
            file; root's runs make it another user before its first packet.
            """,
            """
            It sends at most \(packets.healthy) packets from each of these places where all is well,
            and at most \(packets.dropped) where every connection is dropped.
            """,
            "Routers see packets with small hop limits once a connection is stuck.",
            "Nothing on this device is changed for longer than the run, however it ends.",
            """
            The hub's log will show authentication failures of devices called edgeprobe-…:
            a run has no identity.
            """,
        ]
    }

    /// Everybody whom the catalogue's probes may send packets to, the services first, each with all its ports.
    package static func parties(of plan: Plan) -> [(party: Contacted.Party, ports: [UInt16])] {
        let contacts = Catalog.probes.flatMap { Array($0.init().contacts(in: plan)) }
        return Dictionary(grouping: contacts, by: \.party)
            .map { ($0.key, Set($0.value.flatMap(\.ports)).sorted()) }
            .sorted { rank(of: $0.0, in: plan) < rank(of: $1.0, in: plan) }
    }

    private static func rank(of party: Contacted.Party, in plan: Plan) -> (Int, Int, String) {
        let services = plan.services
        return switch party {
        case .service(.hub, let host):
            (0, services.hubs.firstIndex(of: host) ?? services.hubs.count, host.description)
        case .service(.dps, _): (1, 0, "")
        case .service(.registry, let host): (2, services.registries.firstIndex(of: host) ?? 0, "")
        case .registrysOthers: (3, 0, "")
        case .resolvers: (4, 0, "")
        case .library: (4, 1, "")
        case .controlResolver: (5, 0, "")
        case .proxy: (6, 0, "")
        case .portalPage(let host): (7, PortalPage.all.firstIndex { $0.host == host } ?? 0, "")
        case .nowhere: (8, 0, "")
        case .timeServer(let server): (9, 0, server.description)
        }
    }

    private static func title(of party: Contacted.Party, _ ports: [UInt16]) -> String {
        let tcp = "tcp " + ports.filter { $0 != 53 }.map(String.init).joined(separator: " ")
        return switch party {
        case .service(_, let host), .portalPage(let host): "\(host), \(tcp)"
        case .registrysOthers:
            phrase("the registry's token realm and the data endpoint it redirects to, \(verbatim: tcp)")
        case .resolvers: phrase("the resolvers of /etc/resolv.conf, and those of each container, udp and tcp 53")
        case .library: phrase("whom the modules of /etc/nsswitch.conf ask, such as multicast DNS")
        case .controlResolver(let resolver): phrase("\(resolver), udp and tcp")
        case .proxy(let proxy): phrase("the proxy \(proxy), tcp")
        case .nowhere(let nowhere): "\(nowhere.address), \(tcp)\(ports.contains(53) ? ", udp 53" : "")"
        case .timeServer(let server): "\(server.host), udp \(server.port)"
        }
    }

    private static func reason(for party: Contacted.Party, in services: ServicePlan) -> String {
        switch party {
        case .service(.hub, let host) where host.requiresServerName && !services.hubs.contains(host):
            phrase("the hub's TLS 1.3 name: a handshake, once the hub is proven")
        case .service(.hub, _): phrase("the hub: TLS and one request or handshake for each transport")
        case .service(.dps, _): phrase("the provisioning service")
        case .service(.registry, let host) where services.isMirror(services.registry(at: host)):
            phrase("the engine's mirror of Docker Hub: what is asked of Docker Hub itself, without credentials")
        case .service(.registry, let host): phrase(reason(forRegistry: host, in: services))
        case .registrysOthers:
            services.imageEndpoints.isEmpty
                ? phrase("named by the registry; TLS handshake only for the data endpoint")
                : phrase("named by the registry; of the data endpoint each image's configuration, without credentials")
        case .resolvers: phrase("name look-ups, those of the search list included")
        case .library: phrase("the same names, as this device's own programs look them up")
        case .controlResolver: phrase("control resolver, only once nothing redeems what the site's own said")
        case .proxy: phrase("CONNECT to the hosts above on 443; to 5671 and 8883 as a control")
        case .portalPage: phrase("plain-HTTP portal check, only once something failed")
        case .nowhere: phrase("no network may own it; only once something failed")
        case .timeServer(let server):
            server.source.map { phrase("the time, as \(verbatim: "\($0)") has it") }
                ?? phrase("the time, as this device names no time server")
        }
    }

    private static func reason(forRegistry host: HostName, in services: ServicePlan) -> Sentence {
        let images = services.imageEndpoints.filter { $0.host == host }.flatMap(services.images)
        guard !images.isEmpty else { return "the container registry: manifest and redirect of edgeAgent's image" }
        let what: Sentence = images.count == 1 ? "an image" : "\(images.count) images"
        return images.contains { $0.credentials != nil }
            ? "the container registry: \(what) of the deployment, up to the configuration, with its credentials"
            : "the container registry: \(what) of the deployment, up to the configuration"
    }

    private static func describe(_ redirection: Redirection) -> String {
        let target =
            switch redirection.target {
            case .name(let name): name.description
            case .address(let address): address.description
            case nil: phrase("the same host")
            }
        return "\(target)\(redirection.targetPort.map { ", tcp \($0)" } ?? "")"
    }
}

extension ConfigurationFile {
    /// What became of reading it.
    fileprivate var fate: String {
        switch state {
        case .read: phrase("read")
        case .unreadable: phrase("not readable for this user (\(error ?? "EIO"))")
        case .malformed, .unsupported:
            phrase(line.map { "line \($0) \((problem ?? .other).clause)" } ?? (problem ?? .other).clause)
        }
    }
}
