package import ProbeCore

/// Handshakes with a hello of more than one segment; what explains a failure is tried only where there is one.
package struct LargeHellos: Codable, Hashable, Sendable, Bounded {
    package var first: ControlHandshake
    /// The same from another port.
    package var again: ControlHandshake?
    /// The same hello in segments that are smaller than the small hello, which arrived.
    package var inSmallSegments: ControlHandshake?

    package init(first: ControlHandshake) { self.first = first }

    package var leftOut: [LeftOut]? {
        [first, again, inSmallSegments].compactMap(\.self).flatMap { $0.leftOut ?? [] }.recorded
    }
}
