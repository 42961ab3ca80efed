import ProbeCore

/// The look-ups for the addresses of one host.
package struct RouteLookups: Codable, Hashable, Sendable {
    package var lookups: [RouteLookup]

    package init(lookups: [RouteLookup]) { self.lookups = lookups }
}
