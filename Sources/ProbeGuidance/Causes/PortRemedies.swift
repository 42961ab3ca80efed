import ProbeCore
import ProbeFindings

extension Prescription {
    /// The local port that the finding is about, which may be any but those that are never suggested.
    var localPort: UInt16? { finding.subject.port.flatMap { [80, 1883, 5672].contains($0) ? nil : $0 } }

    /// Stopping what holds the port: by its unit or its container, where they are known, else by looking.
    var freePort: [Remedy] {
        let holder = localPort.flatMap { facts.portHolders[$0] }
        if let container = holder?.container {
            return [
                remedy(
                    .stopContainer, "Stop the container that publishes the port, or let it publish another.",
                    [
                        """
                        The engine starts it again with the machine if its restart policy says so: the second line \
                        ends that.
                        """
                    ],
                    [
                        Remedy.Command(
                            .shell,
                            """
                            docker stop \(Shell.quoted(container))
                            docker update --restart=no \(Shell.quoted(container))
                            """)
                    ])
            ]
        }
        if let unit = holder?.unit {
            return [
                remedy(
                    .stopUnit, "Stop the service that holds the port, and keep it from starting again.",
                    ["Or give it another port in its own configuration."],
                    [
                        Remedy.Command(.systemd, "systemctl disable --now \(Shell.quoted(unit))")
                    ])
            ]
        }
        return [
            remedy(
                .freePort, "Stop the service that holds the port, or move it.",
                ["As root, this shows who holds it; a web server is the usual holder."],
                [Remedy.Command(.shell, "ss -lntp\(localPort.map { " 'sport = :\($0)'" } ?? "")")])
        ]
    }

    /// Leaving the port out of what edgeHub publishes.
    var moveEdgeHubPort: Remedy {
        let port = localPort ?? 443
        let others = facts.edgeHubPorts.filter { $0 != port }
        let bindings = others.map { "  \"\($0)/tcp\": [ { \"HostPort\": \"\($0)\" } ]" }
        return remedy(
            .moveEdgeHubPort, owner: .hubConfiguration,
            "Leave the port out of edgeHub's createOptions: only downstream devices use it. Keep the others:", [],
            [
                Remedy.Command(
                    .createOptions,
                    "{ \"HostConfig\": { \"PortBindings\": {\n" + bindings.joined(separator: ",\n") + " } } }")
            ])
    }
}
