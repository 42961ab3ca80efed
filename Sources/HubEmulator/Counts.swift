/// What an emulator has accepted so far.
package struct Counts: Codable, Hashable, Sendable {
    /// TCP connections by the door they came through; in a shared one, by its first service.
    package internal(set) var connections: [Door: Int] = [:]
    /// Completed TLS handshakes by the server name that was asked for; the empty name stands for none.
    package internal(set) var handshakes: [String: Int] = [:]
    /// Requests for a tunnel by what they were answered with.
    package internal(set) var tunnels: [Int: Int] = [:]

    /// TCP connections to one of the well-known ports, whatever the service.
    package func connections(toPort port: UInt16) -> Int {
        connections.filter { $0.key.port == port }.values.reduce(0, +)
    }
}
