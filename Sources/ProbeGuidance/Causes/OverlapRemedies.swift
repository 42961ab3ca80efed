import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Remedies for networks of the engine that have the addresses of others.
extension Prescription {
    var routeBridgeOverlap: [Remedy] {
        guard case .network(let name, let subnets) = finding.location.culprit, !subnets.isEmpty,
            subnets.allSatisfy(facts.configuredSubnets.contains)
        else { return [moveBridge] }
        return [changeConfiguredSubnet(of: name)]
    }

    /// IoT Edge asks for the subnet by itself: whatever pools the engine has, it is given that.
    private func changeConfiguredSubnet(of network: NetworkName) -> Remedy {
        let base = freeRange?.address.bytes ?? [192, 168, 192, 0]
        func address(_ fourth: UInt8) -> IPAddress? { IPAddress(bytes: [base[0], base[1], base[2] + 17, fourth]) }
        let free: Sentence =
            if let subnet = address(0).flatMap({ IPPrefix($0, length: 24) }), let gateway = address(1) {
                "such as \(subnet) with the gateway \(gateway)"
            } else { "of this site's own" }
        return remedy(
            .moveBridge, owner: .containerEngine, "Have IoT Edge ask for a subnet that nobody else uses.",
            [
                """
                Under [[moby_runtime.network.ipam.config]] in /etc/aziot/config.toml (in config.yaml of IoT Edge 1.1 under \
                moby_runtime, network, ipam) put a subnet, a gateway and an ip_range that are free at this site in the place of \
                those that are there, \(free); then: iotedge config apply.
                """,
                """
                The network \(network: network), where it is there already, keeps its subnet until it is removed; IoT Edge makes it \
                again when it starts.
                """,
            ])
    }

    /// The engine's network that is in the way, or the one that the finding was seen from.
    private var overlappingNetwork: String? {
        if case .network(let name, _) = finding.location.culprit { return name.description }
        return finding.vantages.lazy.compactMap(Self.engineNetwork).first
    }

    /// A range of 8192 addresses that nothing overlaps with which the run saw.
    var freeRange: IPPrefix? {
        let candidates = ["192.168.192.0/19", "10.213.192.0/19", "172.30.192.0/19", "10.87.64.0/19", "192.168.96.0/19"]
        let ranges = candidates.compactMap { IPPrefix($0) }
        return ranges.first { range in !facts.prefixesInUse.contains { $0.overlaps(range) } } ?? ranges.first
    }

    private var moveBridge: Remedy {
        let network = overlappingNetwork
        let base = (freeRange?.address.bytes ?? [192, 168, 192, 0]).map { Int($0) }
        func address(_ third: Int, _ fourth: Int = 0) -> String { "\(base[0]).\(base[1]).\(base[2] + third).\(fourth)" }
        let daemon = Remedy.Command(
            .daemonJSON,
            "{ \"bip\": \"\(address(8, 1))/24\",\n  \"default-address-pools\":\n    [ { \"base\": \"\(address(16))/20\", "
                + "\"size\": 24 } ] }"
        )
        let subnet = "\(address(17))/24"
        let own = network.flatMap { $0 != "bridge" && Shell.isContainerName($0) ? $0 : nil }.map { name in
            guard facts.networkToCome?.description != name else {
                let creation = Change(
                    unless: "docker network inspect \(name) >/dev/null 2>&1",
                    "docker network create --subnet \(subnet) \\\n  \(name)")
                return Remedy.Command(.shell, creation.text)
            }
            return Remedy.Command(
                .shell,
                Self.recreation(
                    of: [name], where: "[ \"$(inspect \"$range\")\" != \(subnet) ]", options: "--subnet \(subnet) ",
                    preparation: "range='{{(index .IPAM.Config 0).Subnet}}'"))
        }
        let ofBridge = own == nil ? Remedy.Command(.shell, DaemonFile.merging(daemon.text)) : nil
        return remedy(
            .moveBridge, owner: .containerEngine, "Move the engine's networks to addresses that nobody else uses.",
            [
                """
                In /etc/docker/daemon.json (keep what is there), with a range that is free at this site; then: systemctl \
                restart docker. Networks that were created keep their subnet until they are created anew; modules that run are \
                taken off their network and put back on, which interrupts them.
                """
            ], [daemon] + [own, ofBridge].compactMap { $0 })
    }
}
