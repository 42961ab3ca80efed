import ProbeCore
import ProbeFindings

/// Remedies for names that do not resolve, or not to the service.
extension Prescription {
    var dnsNxdomain: [Remedy] {
        let name = hostOrHub
        let resolver = resolverInWords
        let complaint: Sentence =
            "It answers that there is no such name (NXDOMAIN): does a filter or a zone of its own say so?"
        if let repairOwnResolver {
            return [repairOwnResolver] + resolversOfContainers + [correctName(name, owner: .hubConfiguration)]
        }
        guard finding.owner == .siteNetwork else {
            // A zone of this network's hides what others know: the name is right.
            let isHidden = facts.privateNames.contains(name)
            return (isHidden ? [recordInPrivateZone] : [])
                + (isHidden && finding.confidence == .certain ? [] : [correctName(name)])
        }
        // Nobody chose the names that are the same for everybody.
        let isFixed =
            name.description == "mcr.microsoft.com"
            || Cloud.allCases.contains { name.description == $0.provisioningService }
        return [askForName(name, resolver, because: complaint)] + resolversOfContainers
            + (isFixed ? [] : [correctName(name, owner: .hubConfiguration)])
    }

    var recordInPrivateZone: Remedy {
        remedy(
            .addAddress, "Add the name to the private zone, or let the zone fall back to the public address.",
            [
                """
                Where the service has a private endpoint for this network: add its record to the zone (az network \
                private-endpoint dns-zone-group create does so), and link the zone to the network whose resolver answers here.
                """,
                """
                Where devices here are to use the public address: let the zone's link fall back to the internet (az network \
                private-dns link vnet update --resolution-policy NxDomainRedirect), or take the zone out of the site's own DNS \
                server.
                """,
            ])
    }

    /// A resolver that does not let the name resolve; the complaint says what it does instead.
    func withheldName(because complaint: Sentence) -> [Remedy] {
        if let repairOwnResolver { return [repairOwnResolver] + otherResolvers }
        let name = hostOrHub
        let resolver = resolverInWords
        return [askForName(name, resolver, because: complaint)] + otherResolvers
    }

    /// It admits nobody of here, whatever the name.
    var dnsRefused: [Remedy] {
        guard host == nil, repairOwnResolver == nil else {
            return withheldName(because: "It answers REFUSED: its access list does not admit this client.")
        }
        return [
            remedy(
                .repairResolver, "Ask the network team to admit this gateway to the resolver (paste this):", [],
                request(
                    """
                    Please admit this gateway, and the containers on it, to the access list of \(resolverInWords) \
                    (recursion: allow-recursion in BIND, access-control in unbound).
                    """,
                    "It answers REFUSED whatever it is asked.", "Queries come over UDP and TCP 53."))
        ] + otherResolvers
    }

    /// Who answers in the resolver's place is somewhere on the way: the resolver itself has no part in it.
    var dnsInjected: [Remedy] {
        if let repairOwnResolver { return [repairOwnResolver] + otherResolvers }
        return [
            remedy(
                .repairResolver, "Ask the network team to find what answers in the resolver's place (paste this):", [],
                request(
                    """
                    Queries of this gateway to \(resolverInWords) for \(hostOrHub) are answered by something on \
                    the way as well, with an answer of its own that comes first.
                    """,
                    """
                    Please exempt the gateway from whatever intercepts or rewrites DNS (UDP 53) between it and the resolver: a filter \
                    for names, a router with DNS redirection, a provider's box.
                    """,
                    "The resolver itself answers as it should."))
        ]
    }

    /// Where no resolver gave the wrong address, this device's own file did.
    var dnsSinkhole: [Remedy] {
        if finding.subject.resolver == nil, finding.location.kind == .containerHost {
            return [removeExtraHost(hostOrHub)]
        }
        let isOwnFile = finding.subject.resolver == nil && finding.owner == .device
        return isOwnFile
            ? [removeHostsEntry(hostOrHub)]
            : withheldName(because: "It answers with an address that is not the service's.")
    }

    var dnsNodata: [Remedy] {
        if let repairOwnResolver { return [repairOwnResolver] + otherResolvers }
        let name = hostOrHub
        guard name.hub != nil || facts.privateNames.contains(name) else {
            // Everybody says so: nobody keeps anything back.
            if finding.owner == .hubConfiguration { return [correctName(name), addressForContainers] }
            // Of a name with an address for others, somebody keeps it back.
            let isKnown = addresses(of: name).contains { $0.family == .v4 }
            return withheldName(
                because: isKnown
                    ? "It answers without an address (NOERROR, no record), and the name has one."
                    : "It answers without an address of IPv4 (NOERROR, no A record): does the name have one?")
                + (isKnown ? [] : [correctName(name, owner: .hubConfiguration)])
        }
        return [
            remedy(
                .addAddress, "Give the name an IPv4 address.",
                [
                    """
                    IoT Hub has IPv4 only: where a private zone serves \(name), add the A record of its private \
                    endpoint there; else let the public answer through.
                    """,
                    "Containers of IoT Edge need IPv4, or a NAT64 with DNS64 on the way.",
                ])
        ]
    }

    var addressForContainers: Remedy {
        remedy(
            .addAddress, "Give the name an IPv4 address.",
            ["Containers of IoT Edge need IPv4, or a NAT64 with DNS64 on the way."])
    }

    /// The usual mistake is the list, and not the server, which may well mean to answer for its own zones alone.
    var dnsNoRecursion: [Remedy] {
        let resolver = resolverInWords
        return otherResolvers + [
            remedy(
                .allowRecursion, "Ask whoever runs the server to look names up for this device (paste this):", [],
                request(
                    """
                    Please let \(resolver) look up names of other zones for this gateway and the containers on it \
                    (recursion, or a forwarder), or name a resolver that does.
                    """,
                    """
                    It answers with a referral and without recursion (RA is 0), which clients cannot follow.
                    """))
        ]
    }

    var dnsResolversDiffer: [Remedy] {
        let name = hostOrHub
        let asked =
            repairOwnResolver
            ?? askForName(
                name, resolverInWords,
                because: "Of several resolvers that clients here take in turn, it says otherwise than another.")
        return [asked, otherResolver, resolversInOrder]
    }

    private var resolversInOrder: Remedy {
        remedy(
            .resolversInOrder, owner: .device, "Let the C library ask the resolvers in their order.",
            [
                """
                Only where a resolver that has the name is the first in /etc/resolv.conf: without the option rotate the C library \
                asks it first. Where a program writes that file (ls says where it links to), take the option out of that \
                program's settings.
                """
            ],
            [withoutOption("rotate")])
    }

    /// Takes an option out of resolv.conf, and says first who may put it there again.
    private func withoutOption(_ option: String) -> Remedy.Command {
        Remedy.Command(
            .shell,
            """
            ls -l /etc/resolv.conf
            sed -i --follow-symlinks '/^options/ s/[[:blank:]]\(option)\\>//g' \\
              /etc/resolv.conf
            """)
    }

    var dnsEDNSIntolerant: [Remedy] {
        let resolver = resolverInWords
        return [
            remedy(
                .passEDNS, "Ask the network team to pass EDNS (paste this):", [],
                request(
                    """
                    DNS queries with EDNS (RFC 6891) to \(resolver) get lost, the same queries without it are \
                    answered.
                    """,
                    """
                    Please let DNS messages of up to 1232 bytes pass over UDP 53, and turn off inspection that \
                    drops EDNS.
                    """)),
            remedy(
                .plainDNS, owner: .device, "On this device: let the C library ask without EDNS.",
                [
                    """
                    The option edns0 stands in /etc/resolv.conf. Where a program writes that file (the first line says who, or \
                    where it links to), take the option out of that program's settings as well.
                    """
                ],
                [withoutOption("edns0")]),
        ]
    }

    var dnsPrivateEndpoint: [Remedy] {
        let name = hostOrHub
        return [
            remedy(
                .routeToPrivateEndpoint, "Let the device reach the private endpoint.",
                [
                    """
                    \(name) resolves to a private endpoint: route its address from this site (VPN, ExpressRoute) \
                    and allow the ports there, or let the public name resolve instead.
                    """,
                    "Containers need the same answer and the same route.",
                ])
        ]
    }

    /// A resolver that is to blame is named; without one it is what this device's own library was told to do.
    var dnsResolverLibrary: [Remedy] {
        let name = hostOrHub
        if finding.subject.resolver != nil {
            if case .file? = finding.location.culprit { return [dropSearchDomain] }
            let resolver = resolverInWords
            return [answerForModules(name, resolver), otherResolver]
        }
        return [
            remedy(
                .repairNSSwitch, "Let the C library ask the resolvers of /etc/resolv.conf.",
                [
                    """
                    The line hosts: in /etc/nsswitch.conf must name dns (or resolve) behind files, without \
                    [NOTFOUND=return] in front of it.
                    """
                ],
                [Remedy.Command(.shell, "grep '^hosts:' /etc/nsswitch.conf\ngetent ahosts \(Shell.quoted(name))")])
        ]
    }

    /// A name of the search list is asked for first, and nobody misses it.
    private var dropSearchDomain: Remedy {
        remedy(
            .repairResolver, "Let the search domain be answered, or have nobody ask for it.",
            [
                """
                The answer has to be that there is no such name (NXDOMAIN): let the domain's servers answer, or take the domain out \
                of the search list, or lower ndots, which has names of few dots looked for there first (/etc/resolv.conf and what \
                writes it; of modules HostConfig.DnsSearch and DnsOptions in createOptions).
                """
            ])
    }

    var dnsSearchWildcard: [Remedy] {
        let name = hostOrHub
        return [
            remedy(
                .removeSearchWildcard, "Remove the wildcard record, or the search domain.",
                [
                    """
                    A domain of the search list has a wildcard record, so \(name) finds it before the real name. \
                    Remove the record (*), or the domain from the search list: of the device, or of the container where only that \
                    one has it (HostConfig.DnsSearch and DnsOptions in createOptions).
                    """
                ])
        ]
    }

    var resolverInWords: Sentence { resolverAddress.map { "\($0)" } ?? "the site's resolver" }

    private func askForName(_ name: HostName, _ resolver: Sentence, because complaint: Sentence) -> Remedy {
        if facts.privateNames.contains(name) { return askForPrivateName(name, resolver, because: complaint) }
        let domains = name.hub == nil ? [] : Cloud(of: name).aliasDomains
        let aliases: [Sentence] =
            domains.isEmpty
            ? []
            : ["The answer is a chain of aliases: allow all names under \(verbatim: domains.joined(separator: ", "))."]
        return remedy(
            .repairResolver, "Ask the network team to let the name resolve (paste this):", [],
            request(
                [
                    """
                    Please let \(resolver) resolve \(name) with its true public answer, for this gateway and for the \
                    containers on it.
                    """, complaint,
                ] + aliases + ["Queries come over UDP and TCP 53."]))
    }

    /// The true answer is the private endpoint's address, which some resolvers take for an attack.
    private func askForPrivateName(_ name: HostName, _ resolver: Sentence, because complaint: Sentence) -> Remedy {
        remedy(
            .repairResolver, "Ask the network team to let the name resolve (paste this):", [],
            request(
                """
                Please let \(resolver) give \(name) the address of its private endpoint, for this gateway and for the \
                containers on it.
                """,
                complaint,
                """
                The name is an alias into a privatelink zone. Where the resolver keeps private addresses out of answers (DNS \
                rebinding protection), please exempt the zone: rebind-domain-ok in dnsmasq and OpenWrt, private-domain in \
                unbound, pfSense and OPNsense.
                """,
                "Its public address serves only where public network access of the service is open."))
    }

    private func answerForModules(_ name: HostName, _ resolver: Sentence) -> Remedy {
        remedy(
            .repairResolver, "Ask whoever runs the resolver to answer for the name in IPv4 and in IPv6 (paste this):",
            [],
            request(
                """
                Please let \(resolver) answer queries for \(name) with NOERROR: with the name's true \
                address in its A record, and with or without one for its AAAA record.
                """,
                """
                To the query for one of them it says NXDOMAIN, fails or stays silent. A name that has an A record exists (RFC 2308), and \
                clients that use the C library musl ask all resolvers at once and give up on the first denial.
                """,
                "Filters that mean to keep IPv6 away have to answer with NOERROR and no record."))
    }

    private func correctName(_ name: HostName, owner: Owner? = nil) -> Remedy {
        guard name == assignment.hub else {
            return remedy(
                .correctName, owner: owner, "Correct the name \(name), or link its private zone.",
                ["Compare it with the device's configuration and with what the service's operator says."])
        }
        return remedy(
            .correctName, owner: owner, "Correct the hub's name, or link its private zone.",
            [
                """
                Compare the name with the one that the Azure portal shows under the hub's Overview, Hostname (az iot \
                hub show --query properties.hostName).
                """,
                """
                If the hub is reached through a private endpoint: link the zone privatelink.\(hubDomain) to the \
                network whose resolver answers here.
                """,
            ])
    }

    /// The engine writes a container's hosts file when it makes the container.
    private func removeExtraHost(_ name: HostName) -> Remedy {
        remedy(
            .removeHostsEntry, "Remove the entry for \(name) from the container's ExtraHosts.",
            [
                """
                It leads to an address that is not the service's. A module has it from HostConfig.ExtraHosts in its \
                createOptions, another container from --add-host or from extra_hosts of a compose file; it has to be made anew \
                without.
                """
            ],
            [
                Remedy.Command(
                    .shell,
                    """
                    docker ps --quiet | xargs docker inspect --format \\
                      '{{.Name}} {{.HostConfig.ExtraHosts}}'
                    """)
            ])
    }

    private func removeHostsEntry(_ name: HostName) -> Remedy {
        remedy(
            .removeHostsEntry, "Remove or correct the line for \(name) in /etc/hosts.",
            ["It leads to an address that is not the service's."],
            [Remedy.Command(.shell, "grep -nF \(Shell.quoted(name)) /etc/hosts")])
    }
}
