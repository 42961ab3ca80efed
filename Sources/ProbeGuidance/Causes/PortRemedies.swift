import ProbeCore
import ProbeEvidence
import ProbeFindings

extension Prescription {
    /// The local port that the finding is about, which may be any but those that are never suggested.
    var localPort: UInt16? { finding.subject.port.flatMap { [80, 1883, 5672].contains($0) ? nil : $0 } }

    /// Stopping what holds the port: by its unit or its container, where they are known, else by looking.
    var freePort: [Remedy] {
        if case .rule(let place, let manager) = finding.location.culprit { return [releasePort(place, manager)] }
        let holder = localPort.flatMap { facts.portHolders[$0] }
        // Which of two modules has the port is the deployment's matter, and edgeAgent starts again what was stopped.
        if holder?.isOfModule ?? false { return [] }
        if holder?.isIndispensable ?? false { return [moveWhatTheDeviceIsReachedBy] }
        if let container = holder?.container {
            return [
                remedy(
                    .stopContainer, "Stop the container that publishes the port, or let it publish another.",
                    [
                        """
                        The engine starts it again with the machine if its restart policy says so: the second line \
                        ends that. Podman before 5.1 cannot change a policy, which it follows in podman-restart.service alone.
                        """
                    ],
                    [
                        Remedy.Command(
                            .shell,
                            """
                            docker stop \(Shell.quoted(container))
                            docker update --restart=no \(Shell.quoted(container)) ||
                              echo 'Its restart policy is as it was.' >&2
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
        guard finding.confidence != .possible else {
            return [
                remedy(
                    .freePort, "Look who holds the port: edgeHub's own container may keep it.",
                    ["As root, this shows who holds it; docker-proxy is the engine's, for a container."], [listeners])
            ]
        }
        return [
            remedy(
                .freePort, "Stop the service that holds the port, or move it.",
                ["As root, this shows who holds it; a web server is the usual holder."], [listeners])
        ]
    }

    private var listeners: Remedy.Command {
        Remedy.Command(.shell, "ss -lntp\(localPort.map { " 'sport = :\($0)'" } ?? "")")
    }

    private var moveWhatTheDeviceIsReachedBy: Remedy {
        remedy(
            .freePort, "Let the service that holds the port listen on another one; do not stop it.",
            [
                """
                This device may be reached by it, or run by it: who stops it from afar may not come in again. Open a second way in \
                first, and tell those who connect to it its new port.
                """,
                """
                The port stands in the service's own settings: Port in sshd_config (or ListenStream of ssh.socket), port in \
                OpenVPN's file, --listen of sslh, the listen addresses of Teleport. Tailscale gives it back with tailscale serve \
                reset; k3s leaves it alone when it is started with --disable=traefik,servicelb.
                """,
            ], [listeners])
    }

    /// Keeping a rule from the port, unless it is kept by somebody who would write it again.
    private func releasePort(_ place: RulePlace, _ manager: FilterManager?) -> Remedy {
        let port = localPort ?? 443
        let names = [place.family, place.table, place.chain].map(\.description)
        guard manager == nil, names.allSatisfy(Shell.isName) else {
            return remedy(
                .freePort, "Let whoever keeps the rule use another port.",
                [
                    """
                    For a CNI plugin or kube-proxy it is a hostPort, a NodePort or a service of the type LoadBalancer: k3s \
                    publishes its ingress controller on 443 unless it is started with \
                    --disable=traefik,servicelb.
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        kubectl get services --all-namespaces
                        kubectl get pods --all-namespaces -o yaml | grep -n hostPort
                        """)
                ])
        }
        let command =
            place.isOfIptables || place.backend == .legacy
            ? Remedy.Command(
                .iptables,
                """
                rule="-m addrtype --dst-type LOCAL -j DOCKER"
                if \(place.iptables) -t nat -n -L DOCKER >/dev/null 2>&1; then
                  \(place.iptables) -t nat -D PREROUTING $rule 2>/dev/null || :
                  \(place.iptables) -t nat -I PREROUTING 1 $rule
                fi
                """)
            : Remedy.Command(
                .nftables,
                """
                chain="\(place.family) \(place.table) \(place.chain)"
                nft list chain $chain | grep -q 'comment "iot-edge port \(port)"' ||
                  nft insert rule $chain \\
                    fib daddr type local tcp dport \(port) \\
                    accept comment '"iot-edge port \(port)"'
                """)
        return remedy(
            .freePort, "Let the engine send the port to edgeHub before the rule is met.",
            [
                """
                The lasting way is to take the rule away, or to give it another port, where it comes from. Until then the \
                engine's rules come first:
                """
            ], [command])
    }

    /// The port is a module's own, and others may know it by another.
    var publishElsewhere: Remedy {
        remedy(
            .moveModulePort, owner: .hubConfiguration, "Let the module publish another port.",
            ["In its createOptions: HostPort under PortBindings; who connects to it has to know the new one."])
    }

    /// Leaving the port out of what edgeHub publishes, or publishing another one where somebody connects to it.
    var moveEdgeHubPort: Remedy {
        let port = localPort ?? 443
        if facts.isEdgeHubOnHost { return offTheHostsNetwork }
        let isUsed = assignment.hasDownstream ?? false
        let bindings = facts.edgeHubBindings.map { isUsed ? Self.moved(port, in: $0) : Self.others(than: port, in: $0) }
        let commands = bindings.map { [Remedy.Command(.createOptions, Self.options($0))] } ?? []
        guard isUsed else {
            return remedy(
                .moveEdgeHubPort, owner: .hubConfiguration,
                commands.isEmpty
                    ? "Leave the port out of edgeHub's createOptions: only downstream devices use it. Keep the others."
                    : "Leave the port out of edgeHub's createOptions: only downstream devices use it. Keep the others:",
                [],
                commands)
        }
        return remedy(
            .moveEdgeHubPort, owner: .hubConfiguration,
            "Let edgeHub publish its port as another one of this device, which the devices behind it are then told to use.",
            [
                commands.isEmpty
                    ? """
                    In its createOptions: HostPort under PortBindings may be any port that is free; the container's own, before it, \
                    stays.
                    """
                    : "In its createOptions; HostPort may be any other port that is free:"
            ], commands)
    }

    /// Its ports are fixed; what it does not serve it does not listen for.
    private var offTheHostsNetwork: Remedy {
        remedy(
            .moveEdgeHubPort, owner: .hubConfiguration,
            "Give edgeHub a network of its own, or have it listen on another port.",
            [
                """
                In its createOptions: without "NetworkMode": "host" (and "host" under EndpointsConfig), and with PortBindings for the \
                ports that devices behind it use, it takes those alone, on any port of this device's.
                """,
                """
                Or in its env: HttpSettings__Port, AmqpSettings__Port or MqttSettings__Port with another port, in place of \
                443, 5671 and 8883; or HttpSettings__Enabled and the like with the value false; MetricsEnabled for 9600.
                """,
            ])
    }

    private static func others(than port: UInt16, in bindings: [UInt16: [PortBinding]]) -> [UInt16: [PortBinding]] {
        bindings.mapValues { $0.filter { $0.port != port } }.filter { !$0.value.isEmpty }
    }

    /// The same port of the container, ten thousand higher on the device: where the kernel gives none to connections.
    private static func moved(_ port: UInt16, in bindings: [UInt16: [PortBinding]]) -> [UInt16: [PortBinding]] {
        let taken = Set(bindings.values.joined().map(\.port))
        return Dictionary(
            uniqueKeysWithValues: bindings.map { own, places in
                let other = [10_000, 11_000, 12_000].lazy.map { Int(own) + $0 }.compactMap { UInt16(exactly: $0) }
                    .first { !taken.contains($0) }
                return (
                    own,
                    places.map { place in
                        place.port == port ? PortBinding(port: other ?? port, address: place.address) : place
                    }
                )
            })
    }

    private static func options(_ bindings: [UInt16: [PortBinding]]) -> String {
        let lines = bindings.sorted { $0.key < $1.key }.map { own, places in
            let list = places.map { place in
                let address = place.address.map { address in "\"HostIp\": \"\(address)\", " } ?? ""
                return "{ " + address + "\"HostPort\": \"\(place.port)\" }"
            }
            return "  \"\(own)/tcp\": [ \(list.joined(separator: ", ")) ]"
        }
        return lines.isEmpty
            ? "{ \"HostConfig\": { \"PortBindings\": {} } }"
            : "{ \"HostConfig\": { \"PortBindings\": {\n" + lines.joined(separator: ",\n") + " } } }"
    }
}
