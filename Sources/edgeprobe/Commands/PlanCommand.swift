import ArgumentParser
import ProbeConfiguration
import ProbeCore
import ProbeEvidence
import ProbeLinux
import ProbeMeasurement
import Probes

/// Prints what a run would contact, from where and with which rights; contacts nothing.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What a run would contact, from where, with which rights; contacts nothing.")

    @OptionGroup var options: RunOptions

    func run() async throws {
        let (plan, notes) = try options.plan()
        let choices = await options.vantages().choices()
        let text = (notes.map { "Note: \($0)" } + VantageList(choices).lines + ContactList(plan).lines)
            .joined(separator: "\n")
        try StandardStreams.write(text + "\n", to: .output)
    }
}

/// Everything a run may contact, as sentences for people who have to allow it.
struct ContactList {
    let lines: [String]

    init(_ plan: Plan) {
        var lines = ["A run for \(plan.hub) would contact:", ""]
        func add(_ what: String, _ why: String) { lines.append("  \(what)\n      \(why)") }

        for (host, service) in Self.hosts(plan) {
            let ports = Set(plan.endpoints.filter { $0.host == host && $0.via == .direct }.map(\.port)).sorted()
            add("\(host), tcp \(ports.map(String.init).joined(separator: " "))", service)
        }
        if !plan.registries.isEmpty {
            add(
                "the registry's token realm and the data endpoint it redirects to, tcp 443",
                "named by the registry; TLS handshake only for the data endpoint")
        }
        add(
            "the resolvers of \(plan.resolverConfiguration), and those of each container, udp and tcp 53",
            "name look-ups")
        if let resolver = plan.controlResolver {
            add("\(resolver), udp and tcp", "control resolver, only once the site's own gave no usable answer")
        }
        if let proxy = plan.proxy {
            add(
                "the proxy \(proxy.address), tcp",
                "CONNECT to the hosts above on 443; to 5671 and 8883 as a control")
        }
        if plan.checksPortals {
            for page in PortalPage.all {
                add("\(page.host), tcp 80", "plain-HTTP portal check, only once something failed")
            }
        }
        if let nowhere = plan.halfOpenControl {
            add("\(nowhere.address), tcp \(nowhere.port)", "no network may own it; only once something failed")
        }
        for server in plan.timeServers {
            add(
                "\(server.host), udp \(server.port)",
                "the time\(server.source.map { ", as \($0) has it" } ?? ", as this device names no time server")")
        }
        for redirection in plan.redirections {
            add(Self.describe(redirection), "--connect-to: dialled instead")
        }
        lines += ["", "It would look at, on this device:", ""]
        if !plan.localPorts.isEmpty {
            let ports = plan.localPorts.map(\.description).joined(separator: " ")
            add("tcp ports \(ports)", "the list of listeners, and an attempt to bind each, released at once")
        }
        if let root = plan.configurationRoot {
            let files = DeviceConfiguration(root: root).files
            for file in files { add("\(file.path)", file.fate) }
            if files.isEmpty { add("no configuration file", "none of those it knows is there") }
        }
        add("host name, interfaces, routes, engine sockets, services", "as the kernel and systemd show them to anyone")
        add("forwarding settings and the firewall's rules", "the rules by 'nft list ruleset', where that is allowed")
        lines += [
            "",
            "Routers see packets with small hop limits once a connection is stuck.",
            "Nothing on this device is changed for longer than the run, however it ends.",
            "The hub's log will show authentication failures of devices called edgeprobe-…:",
            "a run has no identity.",
        ]
        self.lines = lines
    }

    private static func hosts(_ plan: Plan) -> [(HostName, String)] {
        [(plan.hub, "the hub: TLS and one request or handshake for each transport")]
            + (plan.dps.map { [($0, "the provisioning service")] } ?? [])
            + plan.registries.map { ($0, "the container registry: manifest and redirect of edgeAgent's image") }
    }

    private static func describe(_ redirection: Redirection) -> String {
        let target =
            switch redirection.target {
            case .name(let name): name.description
            case .address(let address): address.description
            case nil: "the same host"
            }
        return "\(target)\(redirection.targetPort.map { ", tcp \($0)" } ?? "")"
    }
}

extension ConfigurationFile {
    /// What became of reading it.
    fileprivate var fate: String {
        switch state {
        case .read: "read"
        case .unreadable: "not readable for this user (\(error ?? "EIO"))"
        case .malformed, .unsupported: "\(line.map { "line \($0) " } ?? "")\((problem ?? .other).clause)"
        }
    }
}
