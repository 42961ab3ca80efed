/// How large a segment may be to arrive: what was sent one segment at a time, from small to large, until one got lost.
package struct PassingSizes: Codable, Hashable, Sendable {
    /// The largest that was acknowledged, in bytes of TCP payload.
    package var acknowledged: Int?
    /// The smallest that was not, however often the kernel sent it.
    package var lost: Int?
    /// Connections that ended in a segment that was lost.
    package var losses = 0

    package init() {}
}
