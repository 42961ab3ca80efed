package import ProbeCore

// What answers over the network had more of than evidence has room for: it is counted where the answer stands.

extension HTTPAnswer: Bounded {
    package var leftOut: [LeftOut]? { [LeftOut(.headers, headersLeftOut ?? 0)].recorded }
}

extension Handshake: Bounded {
    package var leftOut: [LeftOut]? {
        [LeftOut(.alternativeNames, chain.reduce(0) { $0 + ($1.namesLeftOut ?? 0) })].recorded
    }
}

extension ControlHandshake: Bounded {
    package var leftOut: [LeftOut]? { handshake?.leftOut }
}

extension RepeatedMQTT: Bounded {
    package var leftOut: [LeftOut]? { handshake?.leftOut }
}

extension SASLEvidence: Bounded {
    package var leftOut: [LeftOut]? { ((handshake?.leftOut ?? []) + (conversation?.leftOut ?? [])).recorded }
}

extension SmallSegmentsEvidence: Bounded {
    package var leftOut: [LeftOut]? { ((handshake?.leftOut ?? []) + (answer?.leftOut ?? [])).recorded }
}

extension PlainRequestEvidence: Bounded {
    package var leftOut: [LeftOut]? { ((handshake?.leftOut ?? []) + (answer?.leftOut ?? [])).recorded }
}

extension UnverifiedEvidence: Bounded {
    package var leftOut: [LeftOut]? { ((handshake?.leftOut ?? []) + (answer?.leftOut ?? [])).recorded }
}

extension HTTPSEvidence: Bounded {
    package var leftOut: [LeftOut]? { answer?.leftOut }
}

extension DPSEvidence: Bounded {
    package var leftOut: [LeftOut]? { answer?.leftOut }
}

extension RegistryEvidence: Bounded {
    package var leftOut: [LeftOut]? { answer?.leftOut }
}

extension WebSocketEvidence: Bounded {
    package var leftOut: [LeftOut]? { answer?.leftOut }
}

extension TunnelEvidence: Bounded {
    package var leftOut: [LeftOut]? { answer?.leftOut }
}
