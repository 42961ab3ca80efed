import ArgumentParser
import ProbeCore

/// `443,5671,8883`: local ports, each once.
struct PortList: ExpressibleByArgument, Sendable {
    let ports: [UInt16]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let ports = parts.compactMap { SocketAddress.port($0) }
        guard !ports.isEmpty, ports.count == parts.count, ports.count <= 16 else { return nil }
        var seen: Set<UInt16> = []
        self.ports = ports.filter { seen.insert($0).inserted }
    }
}
