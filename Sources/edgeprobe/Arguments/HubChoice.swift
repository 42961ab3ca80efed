import ArgumentParser
import ProbeCore

/// Whose report is meant, where a file is about several hubs.
struct HubChoice: ParsableArguments {
    @Option(help: "Of a report about several hubs, the one that is meant.")
    var hub: String?

    func validate() throws { _ = try name }

    var name: HostName? {
        get throws { try hub.map { try HubArgument(parsing: $0).name } }
    }
}
