import ProbeCore

/// Which policy rule decides on a packet, and by which route of the table that it names.
package struct RoutingDecision: Hashable, Sendable {
    package let rule: RoutingRule
    /// Nothing where the rule itself says no.
    package let route: Route?

    /// The packet is answered with an error, or with nothing.
    package var isBlocking: Bool { route?.kind.isBlocking ?? true }
}

extension RoutingState {
    /// The first rule, besides the kernel's own, that asks the table which a way is of.
    package func rule(before way: RouteLookup) -> RoutingRule? {
        rules.filter {
            !$0.isDefault && $0.action == .lookup && $0.table == way.table && $0.family == way.destination.family
        }.min { $0.priority < $1.priority }
    }

    /// What the tables that were read say of a packet, as the kernel goes through them (fib_rules_lookup, fib_table_lookup).
    ///
    /// - Returns: nothing where no rule has a way, or where that cannot be told: a rule looks at what is not known here or
    ///   jumps to another, something was left out, or the packet is for this device.
    package func decision(on packet: RoutedPacket) -> RoutingDecision? {
        // The kernel's own table, which comes first, was not read: it has this device's addresses.
        guard isWhole, !owns(packet.destination) else { return nil }
        let mine = rules.filter { $0.family == packet.destination.family }.sorted { $0.priority < $1.priority }
        for rule in mine {
            switch rule.matches(packet) {
            case nil: return nil
            case false?: continue
            case true?: break
            }
            switch rule.action {
            case .blackhole, .unreachable, .prohibit: return RoutingDecision(rule: rule, route: nil)
            case .nothing: continue
            case .goto, .other: return nil
            case .lookup:
                guard let route = route(to: packet.destination, in: rule.table), route.kind != .throw,
                    route.destination.length > rule.suppressedLength ?? -1
                else { continue }
                return RoutingDecision(rule: rule, route: route)
            }
        }
        return nil
    }

    /// No rule has a way for a packet, so that the kernel answers ENETUNREACH; false also where that cannot be told.
    package func hasNoWay(for packet: RoutedPacket) -> Bool {
        guard isWhole, !owns(packet.destination), decision(on: packet) == nil else { return false }
        return rules.filter { $0.family == packet.destination.family }.allSatisfy { rule in
            switch rule.matches(packet) {
            case nil: false
            case false?: true
            case true?: rule.action == .lookup || rule.action == .nothing
            }
        }
    }

    /// The narrowest route of a table, of equal ones that with the lowest metric.
    private func route(to destination: IPAddress, in table: Int) -> Route? {
        routes.filter { $0.table == table && $0.destination.contains(destination) }
            .max { ($0.destination.length, $1.metric ?? 0) < ($1.destination.length, $0.metric ?? 0) }
    }
}
