import ProbeCore
import ProbeFindings

/// Remedies for resolvers that do not answer, and what others need of them.
extension Prescription {
    var dnsPortRefused: [Remedy] {
        [startResolver] + otherResolvers
    }

    var dnsTimeout: [Remedy] {
        // No resolver is configured: nothing to open for.
        finding.owner == .device
            ? otherResolvers : [openingToResolver(.allowDNS, [.udp, .tcp])] + otherResolvers
    }

    var dnsUDPBlocked: [Remedy] {
        [openingToResolver(.allowDNSUDP, [.udp])] + otherResolvers
    }

    var dnsSlowFirst: [Remedy] {
        [reorderResolvers]
    }

    /// The resolver that the finding is about.
    ///
    /// Nothing where it is a stub on this device: that hands on what the resolvers behind it say, and alone knows them.
    var resolverAddress: IPAddress? {
        finding.subject.resolver.flatMap { $0.address.isLoopback ? nil : $0.address }
    }

    private var startResolver: Remedy {
        remedy(
            .startResolver, owner: .device,
            resolverAddress.map { "Start the resolver at \($0), or name another." }
                ?? "Start the resolver, or name another.",
            ["Nothing listens on port 53 there. If it is this device's own stub: start its service."],
            finding.subject.resolver?.address.isLoopback == true
                ? [Remedy.Command(.shell, "systemctl restart systemd-resolved")] : [])
    }

    private var reorderResolvers: Remedy {
        let silent: Sentence =
            if let resolverAddress {
                """
                \(resolverAddress) is silent, and every look-up waits for it. Remove it, or move it behind the others, \
                where the addresses come from: the DHCP server, NetworkManager or /etc/systemd/resolved.conf.
                """
            } else {
                """
                The site's resolver is silent, and every look-up waits for it. Remove it, or move it behind the \
                others, where the addresses come from: the DHCP server, NetworkManager or /etc/systemd/resolved.conf.
                """
            }
        return remedy(
            .reorderResolvers, owner: .device, "Put a resolver that answers first.",
            [silent, "Containers copy the list when the engine starts: restart it afterwards."],
            [Remedy.Command(.shell, "systemctl restart docker")])
    }

    /// What names a resolver that answers: on this device, or for its containers alone where it has one itself.
    var otherResolvers: [Remedy] { resolversOfContainers.isEmpty ? [otherResolver] : resolversOfContainers }

    /// Where the host finds the name and its containers do not: the resolvers that answered the host, for them too.
    var resolversOfContainers: [Remedy] {
        let isOfContainers = !finding.vantages.isEmpty && !finding.vantages.contains(.host)
        // The one that is to blame is no other one, although the host is more patient with it.
        let isOther = !resolvers.isEmpty && resolvers.allSatisfy { $0 != resolverAddress }
        return isOfContainers && isOther ? [engineResolvers([]), moduleResolvers] : []
    }

    var otherResolver: Remedy {
        isOfDeployment ? otherResolverInDeployment : otherResolverHere
    }

    /// Containers ask it because the deployment says so, and the host does not.
    private var isOfDeployment: Bool {
        guard let address = resolverAddress, !finding.vantages.contains(.host) else { return false }
        return facts.resolversOfDeployment.contains(address)
    }

    private var otherResolverInDeployment: Remedy {
        remedy(
            .otherResolver, owner: .hubConfiguration,
            "In the deployment: give edgeAgent and edgeHub a resolver that answers, or none.",
            [
                """
                In their createOptions, under HostConfig: Dns. Without it their containers ask what the engine gives to all of \
                them.
                """
            ])
    }

    private var otherResolverHere: Remedy {
        remedy(
            .otherResolver, owner: .device, "On this device: use a resolver that answers.",
            [
                """
                Name it where this device gets its resolvers from: the DHCP server, NetworkManager or \
                /etc/systemd/resolved.conf. Then restart the engine, which copies the list for containers.
                """
            ], [Remedy.Command(.shell, "systemctl restart docker")])
    }

    private func openingToResolver(_ id: RemedyID, _ networks: [FirewallOpening.Network]) -> Remedy {
        let openings = networks.compactMap { network in
            resolverAddress.map { address in
                FirewallOpening(
                    destination: .address(address), addresses: [address], ports: [finding.subject.resolver?.port ?? 53],
                    network: network, purpose: "name resolution")
            }
        }
        guard !openings.isEmpty else {
            return remedy(
                id, "Ask the network team to let this gateway reach its resolvers (paste this):",
                finding.subject.resolver == nil
                    ? [] : ["A stub on this device asks them; `resolvectl dns` lists them."],
                request(
                    """
                    Please allow outbound UDP and TCP 53 from the gateway and from the containers on it to the site's \
                    resolvers, and check that they answer.
                    """))
        }
        return remedy(
            id, "Ask the network team to let the resolver answer (paste this):",
            ["If the resolver itself is down, its repair is the cure."],
            [Dialect.request, .nftables, .iptables].compactMap { command(in: $0, for: openings, at: .router) })
    }
}
