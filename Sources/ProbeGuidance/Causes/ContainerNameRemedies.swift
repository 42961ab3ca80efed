import ProbeCore
import ProbeFindings

/// Remedies for names that resolve on the host and not in containers.
extension Prescription {
    var unusableContainerResolvers: [Remedy] {
        // What containers ask already and are told otherwise by is no cure.
        guard finding.cause != .dnsContainerSplitView || !resolversForContainers.isEmpty else {
            return [resolverOfTheName]
        }
        // What createOptions say wins over what the engine is told.
        guard finding.owner != .hubConfiguration else { return [moduleResolvers] }
        return [
            engineResolvers(finding.cause == .dnsContainerSplitView ? [Self.askedAlone] : []), moduleResolvers,
        ]
    }

    static let askedAlone: Sentence = """
        Containers ask nobody else then: who is named there has to know all other names that modules need as well.
        """

    /// The host has a resolver for the name that no list of its names: that of a link, or of a domain.
    var resolverOfTheName: Remedy {
        let name = hostOrHub
        return remedy(
            .engineDNS, owner: .containerEngine, "Have the engine ask whom this device asks for the name.",
            [
                facts.isPodman
                    ? """
                    The first command says over which link \(name) is looked up here, the second which resolver that link has. That \
                    one goes into dns_servers, under [containers] of a file in /etc/containers/containers.conf.d, in the place of \
                    \(resolverInWords). Containers take it when they are made: remove those that are there, and IoT Edge makes them \
                    again.
                    """
                    : """
                    The first command says over which link \(name) is looked up here, the second which resolver that link has. That one \
                    goes into "dns" of /etc/docker/daemon.json (keep what is there), in the place of \(resolverInWords); then: \
                    systemctl restart docker
                    """,
                Self.askedAlone,
            ],
            [Remedy.Command(.shell, "resolvectl query \(Shell.quoted(name))\nresolvectl dns")])
    }

    var dnsContainerFallbackPublic: [Remedy] {
        [
            engineResolvers([
                """
                The engine found no resolver that containers can use when it started (the host's list names only loopback or \
                link-local addresses), so it fell back to 8.8.8.8 and 8.8.4.4, which this site blocks.
                """
            ]), moduleResolvers,
        ]
    }

    var dnsContainerBlocked: [Remedy] {
        [allowContainersToAsk]
    }

    /// A container takes the list when it starts.
    var containerResolverStale: [Remedy] {
        let command =
            containerName.map { "docker restart \(Shell.quoted($0))" }
            ?? "docker ps --format '{{.Names}} {{.RunningFor}}'"
        return [
            remedy(
                .restartContainer, "Start the container again; it takes today's list then.",
                ["Every container that runs since before this device's resolvers changed needs it, modules too."],
                [Remedy.Command(.shell, command)])
        ]
    }

    /// The container that the finding is about, if the engine allows such a name.
    private var containerName: String? {
        guard case .container(let name)? = finding.location.culprit, Shell.isContainerName(name.description) else {
            return nil
        }
        return name.description
    }

    var dnsHostsFileOnly: [Remedy] {
        [
            remedy(
                .nameInDNS, "Put the name into the site's DNS.",
                ["Containers do not inherit the host's /etc/hosts."]), extraHosts,
        ]
    }

    /// Resolvers that a container can reach: a loopback address is another machine's inside it, and its link another link.
    var resolvers: [IPAddress] { facts.resolvers.filter { !$0.isLoopback && !$0.isUnspecified && !$0.isLinkLocal } }

    /// Those of them that containers are to ask.
    ///
    /// None that denies the host itself the name. Where containers hear something else than the host, none whose word is not
    /// known, nor the one that they hear it from.
    var resolversForContainers: [IPAddress] {
        let words = facts.wordsOfResolvers[hostOrHub] ?? [:]
        guard finding.cause == .dnsContainerSplitView else { return resolvers.filter { words[$0] != false } }
        return resolvers.filter { words[$0] == true && $0 != resolverAddress }
    }

    private var resolverList: String { resolversForContainers.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ") }

    func engineResolvers(_ why: [Sentence]) -> Remedy {
        guard !resolversForContainers.isEmpty else {
            return remedy(
                .engineDNS, owner: .containerEngine, "Name the site's resolvers in /etc/docker/daemon.json.",
                why + windowsFile + [
                    """
                    Add "dns" with the addresses of the site's resolvers, keep what is there: none that begins with 127., ::1 or \
                    fe80:, which mean the container itself or its own link. Behind a resolver of this device's own (dnsmasq, \
                    unbound) they stand in its settings:
                    """
                ],
                [
                    Remedy.Command(
                        .shell,
                        """
                        resolvectl dns 2>/dev/null || cat /etc/resolv.conf
                        grep -rhE '^[[:blank:]]*(server=|forward-addr:)' \\
                          /etc/dnsmasq.conf /etc/dnsmasq.d /etc/unbound \\
                          /etc/NetworkManager/dnsmasq.d 2>/dev/null || :
                        """)
                ] + windowsRestart)
        }
        return remedy(
            .engineDNS, owner: .containerEngine,
            "Add to /etc/docker/daemon.json (keep what is there), then restart the engine: systemctl restart docker",
            why + [
                """
                Containers take the list when they start: those that run have the old one until the engine's restart \
                starts them again.
                """
            ] + windowsFile,
            [
                Remedy.Command(.daemonJSON, "{ \"dns\": [\(resolverList)] }"),
                Remedy.Command(.shell, DaemonFile.merging("{ \"dns\": [\(resolverList)] }")),
            ] + windowsRestart)
    }

    private var windowsFile: [Sentence] { facts.mayBeWindows ? [EnginePlatform.windows] : [] }

    private var windowsRestart: [Remedy.Command] {
        facts.mayBeWindows ? [Remedy.Command(.powershell, EnginePlatform.windowsRestart)] : []
    }

    var moduleResolvers: Remedy {
        remedy(
            .moduleDNS, owner: .hubConfiguration,
            "Only for edgeAgent, edgeHub and each module, in the deployment manifest's createOptions:",
            resolversForContainers.isEmpty ? ["HostConfig.Dns takes a list of the site's resolvers."] : [],
            resolversForContainers.isEmpty
                ? [] : [Remedy.Command(.createOptions, "{ \"HostConfig\": { \"Dns\": [\(resolverList)] } }")])
    }

    private var extraHosts: Remedy {
        let name = hostOrHub
        let entries = addresses(of: name).filter { $0.family == .v4 }.prefix(1).map { "\"\(name):\($0)\"" }
        return remedy(
            .extraHosts, owner: .hubConfiguration,
            "Give edgeAgent, edgeHub and each module the entry, in createOptions:",
            (entries.isEmpty ? ["HostConfig.ExtraHosts takes entries of the form NAME:ADDRESS."] : [])
                + [
                    """
                    Only for an address that stays, as a private endpoint's does: a hub's public address changes, and the entry then \
                    leads astray.
                    """
                ],
            entries.isEmpty
                ? []
                : [
                    Remedy.Command(
                        .createOptions,
                        "{ \"HostConfig\":\n  { \"ExtraHosts\": [\(entries.joined(separator: ", "))] } }")
                ])
    }

    /// Queries over either network.
    func queryOpenings(to resolvers: [IPAddress]) -> [FirewallOpening] {
        resolvers.flatMap { address in
            [FirewallOpening.Network.udp, .tcp].map { network in
                FirewallOpening(
                    destination: .address(address), addresses: [address], ports: [53], network: network,
                    purpose: "name resolution by containers")
            }
        }
    }

    /// Containers' queries are forwarded, or come in where the resolver runs on this device.
    private var allowContainersToAsk: Remedy {
        guard let resolver = finding.subject.resolver else {
            return remedy(
                .allowContainerDNS, "Let the containers' subnet ask the resolvers that answer the host.",
                ["The resolver's access list, or a firewall on the way, admits the host's address only."])
        }
        // Nothing of a firewall's: the question arrived, and was answered with REFUSED.
        if case .resolver? = finding.location.culprit { return admitInAccessList(of: resolver) }
        let chain = RuleChain(finding.location.culprit, beside: facts.iptables)
        guard finding.location.kind != .thisDevice, !facts.ownAddresses.contains(resolver.address),
            chain?.isForAnswers != true
        else {
            return admitContainers(to: resolver, chain)
        }
        return remedy(
            .allowContainerDNS, "Let the containers' subnet ask \(resolver.address).",
            [
                """
                The FORWARD chain must let the engine's bridges through to it, and the resolver's own access list must \
                have the address that containers leave with.
                """
            ],
            (RuleChain.dialects(for: chain, on: facts.firewall) + [.request]).compactMap { dialect in
                command(in: dialect, for: queryOpenings(to: [resolver.address]), at: .device(chain))
            })
    }
}
