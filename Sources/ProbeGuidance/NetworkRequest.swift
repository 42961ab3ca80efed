import ProbeCore
import ProbeFindings

/// Everything that a network has to let pass for a device, as one request: outwards, through the proxy, and from the inside.
struct NetworkRequest {
    let assignment: Assignment
    let surroundings: Surroundings
    let addresses: [HostName: [IPAddress]]

    /// What firewalls have to open.
    ///
    /// Through a proxy that is the way to it, and what no proxy carries.
    var openings: [FirewallOpening] {
        (proxyOpening.map { [$0] } ?? needed) + surroundings.openings
    }

    private var needed: [FirewallOpening] { FirewallOpening.needed(by: assignment, addresses: addresses) }

    private var proxyOpening: FirewallOpening? {
        guard assignment.isProxyInUse, let proxy = assignment.proxy else { return nil }
        let (destination, known): (FirewallOpening.Destination, [IPAddress]) =
            switch proxy.host {
            case .name(let name): (.name(name), addresses[name] ?? [])
            case .address(let address): (.address(address), [address])
            }
        return FirewallOpening(
            destination: destination, addresses: known, ports: [proxy.port],
            purpose: "everything that goes through the proxy")
    }

    var text: String {
        ([Request.text(openings, from: surroundings.requester)] + [allowList, extras, ports].compactMap(\.self))
            .joined(separator: "\n\n")
    }

    /// What the proxy itself has to let through.
    private var allowList: String? {
        guard proxyOpening != nil else { return nil }
        let names = needed.map { opening in
            "  TCP \(opening.ports.contains(443) ? "443" : opening.portList) to \(opening.destination.text), for \(opening.purpose)"
                + (opening.condition.map { ", \($0)" } ?? "")
        }
        return (["For the proxy's allow-list, as tunnels (CONNECT) without TLS inspection:"] + names)
            .joined(separator: "\n")
    }

    /// What a device runs without.
    private var extras: String {
        """
        Of use, and not needed to run:
          outbound TCP 443 to packages.microsoft.com, for installing and updating
          outbound TCP 443 to aka.ms and raw.githubusercontent.com, for the version check of 'iotedge check'
        """
    }

    /// The ports that documents name, with what becomes of each here.
    private var ports: String {
        let upstream = assignment.upstream
        let rows = [
            (port: 443, name: "HTTPS, WebSocket", isOpen: true), (port: 5671, name: "AMQP", isOpen: upstream == .amqp),
            (port: 8883, name: "MQTT", isOpen: upstream == .mqtt),
        ]
        let lines = rows.map { row in
            let name = "\(row.port == 443 ? " " : "")\(row.port)  \(row.name)"
            let padding = String(repeating: " ", count: max(1, 24 - name.utf8.count))
            let inward =
                surroundings.requester.downstreamPorts.contains(UInt16(row.port))
                ? "in from the inside alone" : "in closed"
            return "  \(name)\(padding)\(row.isOpen ? "out open  " : "out closed")  \(inward)"
        }
        return """
            Ports, with edgeHub on \(upstream.upstreamProtocol.text):
            \(lines.joined(separator: "\n"))
            Plain MQTT (1883), AMQP (5672) and HTTP (80) are not supported: they stay closed both ways.
            """
    }
}
