import ArgumentParser
import ProbeApplication
import ProbeConfiguration
import ProbeCore
import ProbeLinux
import ProbeMeasurement
import ProbeScheduler
import ProbeTLS
import Probes

/// The options that say what a run asks, and how long it may take.
struct RunOptions: ParsableArguments {
    /// Parsed in `validate()`, because an error of the option's own parser repeats the value, and people paste secrets.
    @Option(
        name: .customLong("hub"), parsing: .singleValue,
        help: ArgumentHelp(
            "The hub's host name, such as myhub.azure-devices.net; repeatable; default from the device's configuration.",
            valueName: "hub"))
    var hubs: [String] = []

    @Option(
        name: .customLong("hubs"), parsing: .singleValue,
        help: ArgumentHelp(
            """
            Also the hubs of a file, one a line, with # before comments; '-' is standard input; repeatable. Several hubs are \
            one run with one report, \(HubList.most) at most.
            """,
            valueName: "file"), completion: .file())
    var hubsFiles: [String] = []

    @Option(
        help: ArgumentHelp(
            "Of several hubs, how many to ask at the same time.", valueName: "number"))
    var atOnce = Rounds().size

    @Option(
        help: ArgumentHelp(
            "Of several hubs, how many connections and questions to resolvers may begin in a second.",
            valueName: "number"))
    var pace = Rounds().pace

    var hub: String? { hubs.first }

    /// How a run goes about several hubs.
    var rounds: Rounds { Rounds(size: atOnce, pace: pace) }

    @Option(
        help: ArgumentHelp(
            "Where to measure from; repeatable: host, docker:NETWORK, container:NAME, netns:NAME, netns:/path.",
            discussion:
                "Default: host, and the container engine's networks bridge and azure-iot-edge where they exist.",
            valueName: "name"), completion: .vantages)
    var vantage: [String] = []

    /// For engines whose socket is elsewhere; the environment's DOCKER_HOST is honoured too.
    @Option(help: .hidden)
    var engineSocket: String?

    @Option(
        help: ArgumentHelp(
            "Only these probes, by id or prefix, with those they stand on; repeatable.", valueName: "id"),
        completion: .probes)
    var only: [String] = []

    @Option(
        help: ArgumentHelp("Leave these probes out, by id or prefix; repeatable.", valueName: "id"),
        completion: .probes)
    var skip: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            HTTP proxy, http://[user:password@]host[:port]; default from the device's configuration, then https_proxy, also \
            that of the shell above sudo, then what logins, apt or dnf are set to.
            """,
            valueName: "url"))
    var proxy: String?

    @Flag(help: "Ignore https_proxy, HTTPS_PROXY and NO_PROXY, and the proxies of logins, apt and dnf.")
    var noProxyEnv = false

    @Option(
        help: ArgumentHelp("Further roots the services may end at (PEM).", valueName: "pem"), completion: .certificates)
    var caFile: String?

    @Option(help: ArgumentHelp("The only roots that count (PEM).", valueName: "pem"), completion: .certificates)
    var trustOnly: String?

    @Option(
        help: ArgumentHelp(
            "Dial elsewhere, keep name and SNI; repeatable, as in curl.", valueName: "host:port:host2:port2"))
    var connectTo: [RedirectionArgument] = []

    @Option(
        help: ArgumentHelp(
            "Control resolver, asked only once the site's own gave no usable answer; 'none' turns it off.",
            valueName: "address[:port]"))
    var resolver = "1.1.1.1"

    @Flag(
        inversion: .prefixedNo,
        help: "Also probe the provisioning service (DPS); --dps HOST for an instance of your own.")
    var dps = true

    /// What `--dps HOST` becomes (`OptionalValues`).
    @Option(help: .hidden)
    var dpsHost: String?

    @Option(
        help: ArgumentHelp("The device's DPS id scope: provisioning through DPS is then needed.", valueName: "scope"))
    var idScope: String?

    @Option(
        help: ArgumentHelp(
            "Container registry; repeatable; beside mcr.microsoft.com, which the runtime's own images come from.",
            valueName: "host"))
    var registry: [String] = []

    @Flag(help: "Probe no registry.")
    var noRegistry = false

    @OptionGroup var deploymentOptions: DeploymentOptions

    @Flag(help: "No plain-HTTP portal checks when something failed.")
    var noPortal = false

    @Option(
        help: ArgumentHelp(
            "What edgeHub will use: amqp, amqp-ws, mqtt or mqtt-ws; default from the device's configuration, or amqp.",
            valueName: "transport"))
    var upstream: Transport?

    @Option(
        help: ArgumentHelp(
            "Local ports that edgeHub is to publish, with commas; default 443,5671,8883.", valueName: "port,..."))
    var portCheck: PortList?

    @Flag(
        help:
            "Devices behind this gateway connect to it: requests to a network team then have what comes in from the inside."
    )
    var downstream = false

    @Flag(help: "Ask no time server.")
    var noNtp = false

    @Flag(help: "Never have the kernel trace packets of the run's own through the firewall's rules (nftrace).")
    var noTrace = false

    @Option(
        help: ArgumentHelp(
            "Read the device's configuration below this folder: of a chroot, or of a host seen from a container.",
            valueName: "folder"), completion: .directory)
    var configRoot = "/"

    @Option(help: ArgumentHelp("Longest time for one attempt, in seconds.", valueName: "seconds"))
    var timeout = 5.0

    @Option(
        help: ArgumentHelp(
            "Longest time for the run, in seconds; of several hubs, for those that are asked at the same time.",
            valueName: "seconds"))
    var budget = 15.0

    /// What aziot-edged calls the network of its modules, unless its configuration names another.
    static let edgeNetwork = "azure-iot-edge"
    static let defaultRegistry = "mcr.microsoft.com"
    /// Asked where the device has no time server of its own.
    static let timeServer = "pool.ntp.org"
    /// RFC 5737's documentation address, which no network may own.
    static let nowhere = "192.0.2.1"

    func validate() throws {
        for hub in hubs { _ = try HubArgument(parsing: hub) }
        guard atOnce >= 1, atOnce <= 64 else {
            throw ValidationError(saying: "--at-once takes a number of hubs, from 1 to 64.")
        }
        guard pace >= 1, pace <= 10_000 else {
            throw ValidationError(saying: "--pace takes beginnings a second, from 1 to 10000.")
        }
        guard !hubsFiles.contains(where: { $0.isEmpty || $0.utf8.contains(0) }) else {
            throw ValidationError(saying: "--hubs takes the name of a file, or '-' for standard input.")
        }
        guard timeout >= 0.1, timeout <= 300 else {
            throw ValidationError(saying: "--timeout takes seconds, from 0.1 to 300.")
        }
        guard budget >= 1, budget <= 3600 else {
            throw ValidationError(saying: "--budget takes seconds, from 1 to 3600.")
        }
        switch Folder.kind(of: configRoot) {
        // Whoever reads in an unreadable one says so.
        case .folder, .unreadable: break
        default: throw ValidationError(saying: "--config-root: \(verbatim: configRoot.printable) is no folder.")
        }
        if caFile != nil, trustOnly != nil {
            throw ValidationError(saying: "--ca-file and --trust-only exclude each other.")
        }
        if let unknown = Selection(only: only, skip: skip).unknownName(among: Catalog.probes) {
            throw ValidationError(
                saying:
                    "no probe is called \(WireText(unknown, limit: 80)); 'edgeprobe list probes' shows their ids.")
        }
        for name in vantage {
            guard Vantage(name) != nil else {
                throw ValidationError(
                    saying:
                        "--vantage takes host, docker:NETWORK, container:NAME or netns:NAME, not \(WireText(name, limit: 80))."
                )
            }
        }
        if let idScope, idScope.isEmpty || !idScope.utf8.allSatisfy({ $0.isIDScope }) || idScope.utf8.count > 64 {
            throw ValidationError(
                saying: "--id-scope takes the letters and digits that the portal shows, such as 0ne00ABCDEF.")
        }
    }

    /// Where the run is to measure from, as far as the command line says.
    func vantages() -> VantageOptions {
        let configuration = Self.configuration(below: configRoot)
        let edge = configuration.edge
        return VantageOptions(
            requested: vantage.compactMap { Vantage($0) }, edgeNetwork: edge?.network ?? Self.edgeNetwork,
            mtuToCome: configuration.engine?.networkMTU, socket: engineSocket ?? edge?.engineSocket)
    }

    /// The plan, and notes about what was changed on the way to it.
    ///
    /// The command line wins over the device's configuration, and that over the tool's own defaults.
    func plan() throws -> (plan: Plan, notes: [Sentence]) {
        let configuration = Self.configuration(below: configRoot)
        var defaults = ConfiguredDefaults(configuration)
        // A device behind a parent reaches the hub through that, and needs nothing of the hub itself.
        let parent = defaults.parent
        let named = try HubList(hubs, files: hubsFiles)
        if let parent, named.names.count > 1 {
            throw ValidationError(
                saying:
                    "this device is behind the parent \(parent), which takes every hub's place: name one hub at most.")
        }
        let (hub, note) = try parent.map { ($0, nil) } ?? hubName(named, &defaults)
        var plan = Plan(hub: hub)
        if parent == nil { plan.services.furtherHubs = Array(named.names.dropFirst()) }
        plan.services.idScope = idScope ?? (dps ? defaults.idScope : nil)
        let given = try ownProvisioningService()
        let isProvisioned = dps && (parent == nil || plan.services.idScope != nil || given != nil)
        plan.services.dps =
            isProvisioned ? try given ?? defaults.dps ?? HostName(validating: Cloud(of: hub).provisioningService) : nil
        var deployment = try deploymentOptions.defaults(parent: parent)
        try chooseRegistries(&plan.services, &defaults, deployment)
        defaults.addMirrors(to: &plan.services)
        var notes = [note].compactMap(\.self) + named.notes
        do {
            let settings = try ProxySettings.resolve(
                option: proxy, configured: proxy == nil ? deployment?.proxy ?? defaults.proxy : nil,
                ignoresEnvironment: noProxyEnv,
                elsewhere: { [configRoot] environment in ProxySettings.hint(below: configRoot, environment) })
            plan.services.proxy = settings.proxy
            if settings.proxy?.source == .configuration { plan.services.proxy?.exceptions = defaults.exceptions }
            notes += [settings.note].compactMap(\.self)
        } catch {
            throw ValidationError(saying: "--proxy: \(error.sentence).")
        }
        plan.services.redirections = connectTo.map(\.redirection)
        plan.services.controlResolver = try controlResolver()
        plan.services.trust = try trust(bundle: parent == nil ? nil : defaults.trustBundle)
        readRegistryRoots(&plan.services, &notes)
        plan.services.insecureRegistries = plan.services.registries.filter { [services = plan.services] host in
            configuration.engine?.takesWithoutTLS(services.registry(at: host)) ?? false
        }
        plan.services.insecureNetworks = configuration.engine?.insecureNetworks ?? []
        plan.limits.attemptTimeout = Seconds(timeout)
        plan.limits.budget = Seconds(budget)
        plan.services.checksPortals = !noPortal
        let transport = upstream ?? deployment?.upstream ?? defaults.upstream
        plan.services.upstream = transport ?? .amqp
        plan.services.isUpstreamDefault = transport == nil
        plan.services.hasDownstream = downstream
        plan.limits.only = only
        plan.limits.skip = skip
        plan.limits.tracesPackets = !noTrace
        plan.services.halfOpenControl = SocketAddress(Self.nowhere, defaultPort: 443)
        plan.device.localPorts =
            portCheck?.ports.map { PortBinding(port: $0) } ?? deployment?.edgeHubBindings ?? PortBinding.edgeHubDefaults
        plan.device.timeServers = try noNtp ? [] : timeServers(configuration)
        plan.device.configurationRoot = configRoot
        deployment?.complete(&plan.services)
        return (plan, notes + (deployment?.notes ?? []) + defaults.notes)
    }

    /// Read with the rights of whoever started the program: root reads its own files.
    static func configuration(below root: String) -> DeviceConfiguration {
        Capabilities.asCaller { DeviceConfiguration(root: root) }
    }

    private func hubName(
        _ named: HubList, _ defaults: inout ConfiguredDefaults
    ) throws -> (HostName, Sentence?) {
        if let first = named.names.first { return (first, nil) }
        guard let configured = defaults.hub else {
            let sentence: Sentence = "--hub is needed: no IoT Edge configuration of this device names a hub"
            throw ValidationError(saying: defaults.trouble.map { "\(sentence); \($0)." } ?? "\(sentence).")
        }
        // A back end's name is a finding of its own; asked is the hub that it stands for.
        return (configured.hub?.form == .service ? configured.hubForDevices ?? configured : configured, nil)
    }

    private func timeServers(_ configuration: DeviceConfiguration) throws -> [TimeServer] {
        guard configuration.timeServers.isEmpty else { return configuration.timeServers }
        return [TimeServer(.name(try HostName(validating: Self.timeServer)))]
    }

    private func controlResolver() throws -> SocketAddress? {
        guard resolver != "none" else { return nil }
        guard let address = SocketAddress(resolver, defaultPort: 53) else {
            throw ValidationError(
                saying: "--resolver takes ADDRESS[:PORT] or 'none', not \(WireText(resolver, limit: 80)).")
        }
        return address
    }
}

extension String {
    /// Harmless on a terminal, however it was typed or pasted.
    var printable: String { WireText(self, limit: 120).description }
}

extension UInt8 {
    fileprivate var isIDScope: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }
}
