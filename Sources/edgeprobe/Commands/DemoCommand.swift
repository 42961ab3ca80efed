import ArgumentParser
import HubEmulator
import ProbeCore
import ProbeLinux

/// The whole suite against an embedded hub on loopback: no network, no root.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The whole suite against an embedded hub on loopback; no network, no root.")

    @Option(help: ArgumentHelp("Make the hub misbehave; repeatable; --list-faults lists them.", valueName: "name"))
    var fault: [Fault] = []

    @Flag(help: "List the faults.")
    var listFaults = false

    @OptionGroup var reports: ReportOptions

    private static let hub = "demo-hub.azure-devices.net"

    func run() async throws {
        guard !listFaults else {
            try StandardStreams.write(Self.listing, to: .output)
            return
        }
        var configuration = Configuration(hub: try HostName(validating: Self.hub))
        configuration.faults = fault
        try await HubEmulator.withHub(configuration) { emulator in
            try await Session(plans: [Self.plan(for: emulator)], notes: [], reports: reports).run()
        }
    }

    /// The real catalogue for the emulator's addresses; nothing outside loopback is in it.
    static func plan(for emulator: HubEmulator) -> Plan {
        let configuration = emulator.configuration
        let faults = configuration.faults
        var plan = Plan(hub: configuration.hub)
        plan.isDemonstration = true
        plan.dps = configuration.dps
        plan.registries = [configuration.registry]
        plan.redirections = emulator.redirections
        plan.trust = Plan.Trust(givenRoots: emulator.root)
        plan.checksPortals = faults.contains { $0.requirements.contains(.portalChecks) }
        plan.upstream = faults.lazy.compactMap(\.upstream).first ?? .amqp
        if let proxy = emulator.proxy {
            plan.proxy = Plan.Proxy(host: .address(proxy.address), port: proxy.port, source: .configuration)
        }
        return plan
    }

    private static var listing: String {
        let width = (Fault.allCases.map(\.name.count).max() ?? 0) + 2
        return Fault.allCases.map { fault in
            fault.name + String(repeating: " ", count: width - fault.name.count) + fault.sentence + "\n"
        }.joined()
    }
}

extension Fault: ExpressibleByArgument {
    /// The transport that edgeHub has to use for the fault to matter.
    fileprivate var upstream: Transport? {
        switch self {
        case .mqttSwallowed, .mqttClosed, .closed8883: .mqtt
        case .wsUpgradeStripped, .wsUpgradeReset, .wsFramesDropped, .wsSubprotocolMissing: .amqpOverWebSocket
        default: nil
        }
    }
}
