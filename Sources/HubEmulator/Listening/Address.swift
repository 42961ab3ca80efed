import ProbeCore

/// An address in this project's vocabulary: swift-nio has a type of the same name.
typealias SocketAddress = ProbeCore.SocketAddress
