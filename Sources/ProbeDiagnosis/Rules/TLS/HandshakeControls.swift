import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The controls of a handshake: what they met where they could run.
struct HandshakeControls {
    let repetition: Survey.Seen<RepeatHandshake>?
    let otherName: Survey.Seen<HandshakeWithOtherName>?
    let noName: Survey.Seen<HandshakeWithoutName>?
    let smallSegments: Survey.Seen<HandshakeWithSmallSegments>?

    init(of ascent: Ascent) {
        repetition = ascent.seen(RepeatHandshake.self)
        otherName = ascent.seen(HandshakeWithOtherName.self)
        noName = ascent.seen(HandshakeWithoutName.self)
        smallSegments = ascent.seen(HandshakeWithSmallSegments.self)
    }

    var repeated: Handshake? { repetition?.evidence.handshake }
    var withSmallSegments: Handshake? { smallSegments?.evidence.handshake }

    /// The handshakes with another name and with none.
    var withoutTheName: [Handshake] {
        [otherName?.evidence.handshake, noName?.evidence.handshake].compactMap(\.self).filter {
            $0.result != .superseded
        }
    }

    /// What the controls without the service's name show, as far as they drew an answer or not.
    func proofs(whereAnswered: Bool) -> [Finding.Proof?] {
        let clause = whereAnswered ? "is answered" : "meets the same"
        func proof(_ index: Int?, _ handshake: Handshake?, _ what: String) -> Finding.Proof? {
            guard let index, let handshake, handshake.drewAnswer == whereAnswered else { return nil }
            return Finding.Proof(index, "a handshake \(what), to the same address and port, \(clause)")
        }
        return [
            proof(otherName?.index, otherName?.evidence.handshake, "for another name of equal length"),
            proof(noName?.index, noName?.evidence.handshake, "without a name"),
        ]
    }
}
