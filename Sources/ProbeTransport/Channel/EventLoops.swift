internal import NIOPosix

/// The event loops of all connections.
package enum EventLoops {
    /// One loop, because every loop takes three descriptors and NIO's own default is one for each core: with 24 of them
    /// more than a limit of 64 allows, and NIO ends the process where it gets none.
    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Takes the descriptors of the loop while there are some, before the first connections.
    package static func prepare() { _ = group }
}
