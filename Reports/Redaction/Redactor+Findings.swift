import ProbeCore
import ProbeEvidence
import ProbeFindings

/// Findings are values: what identifies a site is replaced piece by piece, and no text is searched for it.
extension Redactor {
    func redacted(_ diagnosis: Diagnosis) -> Diagnosis {
        var redacted = diagnosis
        // Drawn anew from what stands for the names.
        redacted.picture = Picture()
        redacted.summary = self.redacted(diagnosis.summary)
        redacted.transports = diagnosis.transports.map { state in
            Diagnosis.TransportState(
                transport: state.transport, vantage: replaced(state.vantage), usable: state.usable, proof: state.proof,
                via: state.via)
        }
        redacted.findings = diagnosis.findings.map(self.redacted)
        redacted.unexplained = diagnosis.unexplained.map {
            Diagnosis.Unexplained($0.observation, from: replaced($0.vantage), self.redacted($0.shows))
        }
        redacted.coverage.vantages = diagnosis.coverage.vantages.map(replaced)
        redacted.coverage.gaps = diagnosis.coverage.gaps.map {
            Diagnosis.Coverage.Gap(self.redacted($0.need), from: replaced($0.vantage))
        }
        return redacted
    }

    private func redacted(_ finding: Finding) -> Finding {
        var redacted = finding
        redacted.vantages = finding.vantages.map(replaced)
        redacted.subject = Finding.Subject(
            host: finding.subject.host.map(replaced), address: finding.subject.address.map(replaced),
            port: finding.subject.port, transport: finding.subject.transport, via: finding.subject.via,
            resolver: finding.subject.resolver.map(replaced), process: finding.subject.process.map(replaced(own:)))
        redacted.summary = self.redacted(finding.summary)
        redacted.location.address = finding.location.address.map(replaced)
        redacted.location.culprit = finding.location.culprit.map(replaced)
        redacted.location.text = finding.location.text.map(self.redacted)
        redacted.location.contrast = finding.location.contrast.map(self.redacted)
        redacted.evidence = finding.evidence.map { Finding.Proof($0.observation, self.redacted($0.shows), $0.role) }
        redacted.refutedBy = self.redacted(finding.refutedBy)
        redacted.remedies = finding.remedies.map { remedy in
            // Commands are not taken apart: they are prescribed anew.
            Remedy(
                id: remedy.id, owner: remedy.owner, title: self.redacted(remedy.title),
                steps: remedy.steps.map(self.redacted))
        }
        return redacted
    }

    func redacted(_ sentence: Sentence) -> Sentence { sentence.replacing(replaced) }

    private func replaced(_ argument: SentenceArgument) -> SentenceArgument {
        switch argument {
        case .host(let host): .host(replaced(host))
        case .address(let address): .address(replaced(address))
        case .socket(let address): .socket(replaced(address))
        case .prefix(let prefix): .prefix(replaced(prefix))
        case .service(let host, let port): .service(replaced(host), port: port)
        case .network(let name): .network(replaced(name))
        case .interface(let name): .interface(replaced(name))
        case .port, .number, .count, .duration, .time, .transport, .term, .worded, .icmp: argument
        case .local(let text): .local(replaced(own: text))
        case .vantage(let vantage): .vantage(replaced(vantage))
        case .proxy(let proxy): .proxy(replaced(proxy))
        case .timeServer(let server):
            .timeServer(TimeServer(replaced(server.host), port: server.port, source: server.source.map(replaced(own:))))
        case .wire(let text): .wire(replaced(text))
        case .recorded(let text): .recorded(replaced(text))
        case .fact(let fact): replaced(fact)
        case .named, .list, .sentence: argument
        }
    }

    private func replaced(_ fact: Fact) -> SentenceArgument {
        switch fact.value {
        case let lookup as RouteLookup: .fact(replaced(lookup))
        case let route as Route: .fact(replaced(route))
        case let rule as RoutingRule: .fact(replaced(rule))
        case let culprit as Culprit: .fact(replaced(culprit))
        // Of a kind that nobody here knows how to replace.
        default: .recorded(WireText(Self.dropped))
        }
    }

    private func replaced(_ culprit: Culprit) -> Culprit {
        switch culprit {
        case .rule(let place, let manager):
            // The rule's own text holds addresses and names of sets.
            var place = replaced(place)
            place.text = place.text.map(replaced)
            return .rule(place, manager)
        case .policyRules(let rules): return .policyRules(rules.map(replaced))
        case .blockingRoute(let route): return .blockingRoute(replaced(route))
        case .routes(let destinations, let interface):
            return .routes(destinations.map(replaced), interface: replaced(interface))
        case .network(let name, let subnets):
            return .network(replaced(name), subnets: subnets.map(replaced))
        case .setting(let setting): return .setting(replaced(setting))
        case .program(let name): return .program(replaced(own: name))
        case .container(let name): return .container(LocalText(replaced(local: name.description)))
        case .proxy(let proxy): return .proxy(replaced(proxy))
        case .resolver(let resolver): return .resolver(replaced(resolver))
        case .file(var place):
            place.path = replaced(own: place.path)
            return .file(place)
        case .ipsecPolicies: return culprit
        case .recorded(let text): return .recorded(replaced(text))
        }
    }

    private func replaced(_ setting: KernelSetting) -> KernelSetting {
        switch setting {
        case .forwardsIPv4, .forwardsIPv6, .hopLimit: setting
        case .forwarding(let interface): .forwarding(interface: replaced(interface))
        case .reversePathFilter(let interface): .reversePathFilter(interface: replaced(interface))
        case .acceptsRedirects(let interface): .acceptsRedirects(interface: replaced(interface))
        }
    }

    private func replaced(_ name: HostName) -> HostName {
        (try? HostName(validating: replaced(name: name.description))) ?? name
    }

    private func replaced(_ host: Host) -> Host {
        switch host {
        case .name(let name): .name(replaced(name))
        case .address(let address): .address(replaced(address))
        }
    }

    private func replaced(_ address: SocketAddress) -> SocketAddress {
        SocketAddress(replaced(address.address), port: address.port)
    }

    func replaced(_ proxy: ProxyAddress) -> ProxyAddress {
        ProxyAddress(replaced(proxy.host), port: proxy.port)
    }

    private func replaced(_ lookup: RouteLookup) -> RouteLookup {
        var lookup = lookup
        lookup.destination = replaced(lookup.destination)
        lookup.source = lookup.source.map(replaced)
        lookup.interface = lookup.interface.map(replaced)
        lookup.gateway = lookup.gateway.map(replaced)
        lookup.route = lookup.route.map(replaced)
        return lookup
    }

    private func replaced(_ route: Route) -> Route {
        var route = route
        route.destination = replaced(route.destination)
        route.gateway = route.gateway.map(replaced)
        route.interface = route.interface.map(replaced)
        route.source = route.source.map(replaced)
        route.otherHops = route.otherHops?.map { hop in
            Route.NextHop(gateway: hop.gateway.map(replaced), interface: hop.interface.map(replaced))
        }
        return route
    }

    private func replaced(_ rule: RoutingRule) -> RoutingRule {
        var rule = rule
        rule.from = rule.from.map(replaced)
        rule.to = rule.to.map(replaced)
        rule.incoming = rule.incoming.map(replaced)
        rule.outgoing = rule.outgoing.map(replaced)
        return rule
    }
}
