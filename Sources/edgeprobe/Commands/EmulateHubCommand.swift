import ArgumentParser
import HubEmulator
import ProbeCore
import ProbeLinux

/// The embedded hub by itself, on the real ports of an address: the faithful hub of a test network.
struct EmulateHubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate-hub", abstract: "Internal: serve the embedded hub in a test network.",
        shouldDisplay: false)

    @Option(help: "The address to listen at.")
    var listen: String

    @Option(help: "The hub's host name.")
    var hub: String

    @Option(help: "Another name that it goes by; repeatable.")
    var also: [String] = []

    @Option(help: "Where to write the root that clients must trust (PEM).")
    var rootFile: String

    @Option(help: "A known device as ID:KEY, the key in base64.")
    var device: String?

    @Option(help: "Misbehave; repeatable.")
    var fault: [Fault] = []

    func run() async throws {
        guard let address = IPAddress(listen) else { throw ValidationError("--listen takes an IP address.") }
        var configuration = Configuration(hub: try HubArgument(parsing: hub).name)
        configuration.furtherHubs = try also.map { try HubArgument(parsing: $0).name }
        configuration.address = address
        configuration.ports = .real
        configuration.leafKey = .rsa2048
        configuration.faults = fault
        if let device {
            guard let colon = device.firstIndex(of: ":") else { throw ValidationError("--device takes ID:KEY.") }
            configuration.testDevice = TestDevice(
                id: String(device[..<colon]), symmetricKey: String(device[device.index(after: colon)...]))
            CommandLineRedaction.maskProcessTitle(of: configuration.testDevice?.symmetricKey)
        }
        let interruption = Interruption()
        try await HubEmulator.withHub(configuration) { emulator in
            try AtomicFile.write(rootFile, Array(emulator.root.utf8))
            try StandardStreams.write("The hub \(emulator.configuration.hub) listens at \(address).\n", to: .output)
            await interruption.wait()
        }
    }
}
