import ProbeCore
import ProbeFindings

/// Remedies for resolvers that do not answer, and what others need of them.
extension Prescription {
    /// Of the site's, one that is but likely may be an answer from before the name existed: whoever waits, or empties the cache,
    /// needs no filter's administrator.
    var dnsFiltered: [Remedy] {
        guard finding.confidence == .likely, repairOwnResolver == nil else {
            return withheldName(because: "It denies the name, which exists elsewhere.")
        }
        return withheldName(
            because: """
                It denies the name, which exists elsewhere: please take the name out of its cache first, and out of that of whom it asks \
                (Clear-DnsServerCache, rndc flushname, unbound-control flush); the denial may be from before the name existed.
                """)
    }

    var dnsPortRefused: [Remedy] {
        // Nobody meant this machine: the file names no resolver.
        if case .file? = finding.location.culprit { return otherResolvers + [startResolver] }
        return [startResolverContainer ?? startResolver] + otherResolvers
    }

    var dnsTimeout: [Remedy] {
        if let repairOwnResolver { return [repairOwnResolver] + otherResolvers }
        // Who chose the wrong one for containers chooses another.
        let opening = openingToResolver(.allowDNS, [.udp, .tcp])
        if finding.owner == .hubConfiguration {
            return [resolversOfContainers.isEmpty ? otherResolver : moduleResolvers, opening]
        }
        if finding.owner == .containerEngine, finding.location.kind == .containerHost {
            return otherResolvers + [opening]
        }
        // No resolver is configured: nothing to open for.
        return finding.owner == .device
            ? otherResolvers : [startResolverContainer ?? opening] + otherResolvers
    }

    var dnsUDPBlocked: [Remedy] {
        [openingToResolver(.allowDNSUDP, [.udp])] + otherResolvers
    }

    var dnsOtherSource: [Remedy] { [answerFromThere] + otherResolvers }

    private var answerFromThere: Remedy {
        remedy(
            .answerFromThere, "Let the resolver answer from the address that it is asked at (paste this):",
            [
                """
                Where it listens on every address, the routes choose the source of its answers; bound to each address by itself, it \
                answers from there: interface: in unbound, bind-interfaces in dnsmasq, listen-on in BIND.
                """
            ],
            request(
                resolverAddress.map { address in
                    """
                    The resolver that this gateway asks at \(address) answers over UDP from another address or port, so that no \
                    client takes its answers.
                    """
                } ?? """
                    The resolver that this gateway asks answers over UDP from another address or port, so that no client takes its \
                    answers.
                    """,
                "Please let it answer from where it is asked, or name us the address that it answers from."))
    }

    var dnsTCPBlocked: [Remedy] {
        [openingToResolver(.allowDNSTCP, [.tcp])] + otherResolvers
    }

    var dnsSlowFirst: [Remedy] {
        [reorderResolvers]
    }

    /// The resolver that the finding is about.
    ///
    /// Nothing where it is a stub on this device: that hands on what the resolvers behind it say, and the one that is to blame
    /// is known by its place at most.
    var resolverAddress: IPAddress? {
        if case .resolver(let behind)? = finding.location.culprit, finding.owner != .device { return behind.address }
        return finding.subject.resolver.flatMap { $0.address.isLoopback ? nil : $0.address }
    }

    /// The resolver has an address of the engine's: no network team can do anything about it.
    private var startResolverContainer: Remedy? {
        // At the bridge's own address this device listens itself.
        guard let address = resolverAddress, !facts.ownAddresses.contains(address),
            facts.bridgeSubnets.contains(where: { $0.contains(address) })
        else { return nil }
        return remedy(
            .startResolver, owner: .containerEngine, "Start the resolver in the container at \(address).",
            [
                """
                The engine keeps its networks apart: containers of another network reach it only where it publishes UDP and \
                TCP 53 at an address of this device, and the resolvers' list has that one. This shows who has which address:
                """
            ],
            [
                Remedy.Command(
                    .shell,
                    """
                    format='{{.Name}} {{.State.Status}}'
                    format="$format{{range .NetworkSettings.Networks}}"
                    format="$format {{.IPAddress}}{{end}}"
                    docker ps --all --quiet |
                      xargs docker inspect --format "$format"
                    """)
            ])
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
            [silent, engineCopies], [whereResolversComeFrom])
    }

    /// What names a resolver that answers: on this device, or for its containers alone where it has one itself.
    var otherResolvers: [Remedy] { resolversOfContainers.isEmpty ? [otherResolver] : resolversOfContainers }

    /// Where the host finds the name and its containers do not: the resolvers that answered the host, for them too.
    var resolversOfContainers: [Remedy] {
        let isOfContainers = !finding.vantages.isEmpty && !finding.vantages.contains(.host)
        // The one that is to blame is no other one, although the host is more patient with it.
        let others = resolversForContainers
        let isOther = !others.isEmpty && others.allSatisfy { $0 != resolverAddress }
        return isOfContainers && isOther ? [engineResolvers([]), moduleResolvers] : []
    }

    /// Where a resolver on this device is to blame: nothing where none is named.
    var repairOwnResolver: Remedy? {
        guard finding.owner == .device, let resolver = finding.subject.resolver else { return nil }
        return remedy(
            .repairOwnResolver, owner: .device,
            "On this device: let its own resolver \(resolver.address) look the name up.",
            [
                """
                Its settings answer for the name, filter it, or ask somebody else for it: in dnsmasq address=, server= and \
                local=, in unbound local-zone, local-data and forward-zone, in systemd-resolved the domains of single links.
                """,
                """
                Where it says SERVFAIL and validates (DNSSEC): check this device's clock, and whether those that it asks pass \
                signatures on. This shows the program and its settings; start it again after the change:
                """,
            ],
            [
                Remedy.Command(
                    .shell,
                    """
                    ss -Hlnup 'sport = :53'
                    words='address|server|local|dnssec|forward-|val-'
                    words="$words|module-config"
                    for place in /etc/dnsmasq.conf /etc/dnsmasq.d \\
                      /etc/NetworkManager/dnsmasq.d /etc/unbound; do
                      grep -rnE "^[[:blank:]]*($words)" \\
                        "$place" 2>/dev/null || :
                    done
                    resolvectl status 2>/dev/null || :
                    """)
            ])
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
                /etc/systemd/resolved.conf.
                """, engineCopies,
            ], [whereResolversComeFrom])
    }

    private var engineCopies: Sentence {
        facts.isPodman
            ? """
            Containers have a copy of the list: once it is right, they take the new one when they start again. This shows what \
            names the resolvers now:
            """
            : """
            Containers have a copy of the list: once it is right, systemctl restart docker gives them the new one, and \
            interrupts all modules. This shows what names the resolvers now:
            """
    }

    /// Who wrote the list, which nothing here can change for all of them.
    private var whereResolversComeFrom: Remedy.Command {
        Remedy.Command(
            .shell,
            """
            ls -l /etc/resolv.conf
            cat /etc/resolv.conf
            resolvectl dns 2>/dev/null
            nmcli --fields GENERAL.CONNECTION,IP4.DNS device show \\
              2>/dev/null || :
            """)
    }

    private func openingToResolver(_ id: RemedyID, _ networks: [FirewallOpening.Network]) -> Remedy {
        let openings = networks.compactMap { network in
            // No router stands on the way within a link.
            resolverAddress.flatMap { $0.isLinkLocal ? nil : $0 }.map { address in
                FirewallOpening(
                    destination: .address(address), addresses: [address], ports: [finding.subject.resolver?.port ?? 53],
                    network: network, purpose: "name resolution")
            }
        }
        if let neighbour = resolverAddress, neighbour.isLinkLocal { return answering(neighbour, id) }
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

    /// A router on this device's own link, before which no firewall of the site stands.
    private func answering(_ neighbour: IPAddress, _ id: RemedyID) -> Remedy {
        remedy(
            id, "Let the router on this link answer for names, or stop announcing itself as a resolver (paste this):",
            ["Its address came with a router advertisement (RDNSS) or by DHCPv6."],
            request(
                """
                \(neighbour) is announced on the gateway's own link as a resolver, and gives no answer there. Please let it answer, \
                or announce another one.
                """))
    }
}
