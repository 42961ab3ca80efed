import NIOCore
import NIOPosix
package import ProbeCore
import ProbeLinux

/// An IoT Hub, its provisioning service and a registry with one image, on loopback or in a lab's network.
///
/// It answers as the real services answer clients without credentials, knows at most one device, and misbehaves as
/// it is told. It serves `edgeprobe demo` and the tests, and holds nothing that outlives the scope it was opened in.
package final class HubEmulator: Sendable {
    package let configuration: Configuration
    /// Where a direct connection to each service goes; what a fault has closed leads to a port that refuses.
    package let doors: [Door: ProbeCore.SocketAddress]
    /// The HTTP proxy, where there is one.
    package let proxy: ProbeCore.SocketAddress?
    /// PEM of the root that a client must trust.
    package let root: String
    /// PEM of the inspecting authority's root, where a fault has one.
    package let inspectionRoot: String?
    /// An address that refuses connections.
    package let refusing: ProbeCore.SocketAddress
    private let counters: Counters
    /// Keeps the ports of closed doors for as long as the hub lives.
    private let sockets: BoundSockets

    private init(_ configuration: Configuration, _ sockets: BoundSockets, _ identities: Identities) {
        self.configuration = configuration
        doors = sockets.doors
        proxy = sockets.proxy
        refusing = sockets.refusing
        root = identities.root
        inspectionRoot = identities.inspectionRoot
        counters = sockets.counters
        self.sockets = sockets
    }

    /// What was accepted so far.
    package var counts: Counts { counters.counts }

    /// Leads every connection of a run to the emulator, as `--connect-to` would.
    package var redirections: [Redirection] {
        doors.sorted { $0.key.description < $1.key.description }.flatMap { door, address in
            configuration.names(of: door.service).compactMap { name in
                (try? HostName(validating: name)).map { name in
                    Redirection(
                        host: name, port: door.port, target: .address(address.address), targetPort: address.port)
                }
            }
        }
    }
}

// MARK: - Lifetime

extension HubEmulator {
    /// Opens a hub, runs the operation, and closes everything, whatever happened.
    ///
    /// - Throws: what the operation throws, or why the hub could not be opened.
    package static func withHub<Result>(
        _ configuration: Configuration, operation: (HubEmulator) async throws -> Result
    ) async throws -> Result {
        let faults = Faults(configuration.faults)
        let identities = try Identities.mint(for: configuration, faults)
        // One thread keeps the handlers of all connections, and of both ends of a tunnel, on one event loop.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let sockets = try await BoundSockets.bind(configuration, faults, identities, on: group)
            let hub = HubEmulator(configuration, sockets, identities)
            // What the hub holds must stay even where the operation has read all that it needs of it.
            defer { withExtendedLifetime(hub) {} }
            let result = try await operation(hub)
            // Closes the listeners and the connections too.
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameters:
    ///   - configuration: what to serve.
    ///   - announce: called once everything listens.
    /// - Throws: what `announce` throws, or why the hub could not be opened.
    package static func serve(
        _ configuration: Configuration, announce: (HubEmulator) async throws -> Void
    ) async throws {
        try await withHub(configuration) { hub in
            try await announce(hub)
            for await _ in AsyncStream<Never>(unfolding: { await Self.untilCancelled() }) {}
        }
    }

    private static func untilCancelled() async -> Never? {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
        return nil
    }
}
