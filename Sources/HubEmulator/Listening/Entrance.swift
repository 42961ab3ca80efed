import ProbeCore

/// One listener and the doors behind it: several only where the configuration puts them on one address and port.
struct Entrance: Sendable {
    let address: SocketAddress
    /// The first answers clients that name no service.
    let doors: [Door]

    static func all(_ configuration: Configuration, _ faults: Faults) throws(ProbeError) -> [Entrance] {
        var entrances: [Entrance] = []
        for door in Door.all {
            let address = SocketAddress(configuration.address(of: door.service), port: configuration.port(of: door))
            // Only a proxy still leads to what is closed to the site.
            let isClosed = faults.refuses(door) && (!faults.needsProxy || address.port != 0)
            let shared = entrances.firstIndex { $0.address == address && address.port != 0 }
            if isClosed {
                guard shared == nil else {
                    throw ProbeError.libraryRefused(
                        """
                        a fault closes \(LocalText("\(door)")), which shares \(address) with an open service; give that \
                        service an address of its own
                        """)
                }
                continue
            }
            if let shared {
                entrances[shared] = Entrance(address: address, doors: entrances[shared].doors + [door])
            } else {
                entrances.append(Entrance(address: address, doors: [door]))
            }
        }
        return entrances
    }

    /// The door of a service behind this entrance's port; any service may be asked for at any of the emulator's ports.
    func door(to service: Service?) -> Door? {
        guard let first = doors.first else { return nil }
        guard let service, let door = Door.all.first(where: { $0.service == service && $0.port == first.port }) else {
            return first
        }
        return door
    }
}
