package import ProbeCore

/// Settled as soon as any rung of any ladder is stuck or has failed; impossible when all of them got through.
package struct Trouble: ProbeInput {
    package static var upstream: [ProbeID] { [ResolveName.id, ConnectEndpoint.id, HandshakeTLS.id] }

    package static func resolve(from board: Board, about: some Subject) -> Readiness<Trouble> { .waiting }
}
