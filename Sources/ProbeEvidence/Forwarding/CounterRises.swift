package import ProbeCore

/// How far counters rose while connections waited.
package struct CounterRises: Codable, Hashable, Sendable, Bounded {
    package struct Rise: Codable, Hashable, Sendable {
        package var place: RulePlace
        package var packets: Int

        package init(place: RulePlace, packets: Int) {
            self.place = place
            self.packets = packets
        }
    }

    package var ip: IPCounters?
    /// Rules that drop or reject, with a counter of their own.
    package var rules: [Rise] = []
    package var leftOut: [LeftOut]?

    package init() {}
}
