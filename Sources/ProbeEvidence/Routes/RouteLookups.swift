package import ProbeCore

/// The look-ups for the addresses of one host.
package struct RouteLookups: Codable, Hashable, Sendable, Bounded {
    package var lookups: [RouteLookup]
    package var leftOut: [LeftOut]?

    package init(lookups: [RouteLookup]) { self.lookups = lookups }
}
