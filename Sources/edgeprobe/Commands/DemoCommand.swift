import ArgumentParser
import HubEmulator
import ProbeCore
import ProbeEngine
import ProbeLinux
import ProbeMeasurement

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
            try Printing.write(Self.listing)
            return
        }
        let watch = RunWatch(budget: Limits().budget.value)
        var configuration = Configuration(hub: try HostName(validating: Self.hub))
        configuration.faults = fault
        try await HubEmulator.withHub(configuration) { emulator in
            try await Session(watch: watch, plan: emulator.plan, notes: [], reports: reports).run { .hostAlone }
        }
    }

    private static var listing: String {
        let width = (Fault.allCases.map(\.name.count).max() ?? 0) + 2
        return Fault.allCases.map { fault in
            fault.name + String(repeating: " ", count: width - fault.name.count) + fault.sentence.text + "\n"
        }.joined()
    }
}

extension Fault: ExpressibleByArgument {}
