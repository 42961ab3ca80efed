import ProbeCore

/// Two walks to the same address at the same time, which differ in the port alone.
package struct HopComparison: Codable, Hashable, Sendable {
    package var walk: HopWalk
    /// To another port of the same address; nothing where only one port is in question.
    package var control: HopWalk?

    /// Both, as far as there are.
    package var walks: [HopWalk] { [walk] + (control.map { [$0] } ?? []) }

    package init(walk: HopWalk, control: HopWalk?) {
        self.walk = walk
        self.control = control
    }
}
