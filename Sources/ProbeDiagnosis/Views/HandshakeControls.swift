import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The handshakes beside a ladder's own that differ from it in one thing each: what they met where they could run.
struct HandshakeControls {
    /// One of them.
    struct Control {
        let observation: Int
        let connect: ConnectAttempt
        /// Nothing when the connection for it did not open.
        let handshake: Handshake?

        fileprivate init<P: Question>(_ seen: Survey.Seen<P>) where P.Evidence == ControlHandshake {
            observation = seen.index
            connect = seen.evidence.connect
            handshake = seen.evidence.handshake
        }

        var result: Handshake.Result? { handshake?.result }
        var isCompleted: Bool { result == .completed }

        /// The other side spoke up, in TLS or otherwise: whatever stops the ladder let this one through.
        var isAnswered: Bool {
            switch result {
            case .completed, .alert, .malformed, .notTLS: true
            case .closed, .reset, .silent, .superseded, nil: false
            }
        }

        /// It ended as a filter ends one: neither an answer nor an attempt that was given up.
        var failsAlike: Bool { handshake?.endedWithoutAnswer ?? false }

        /// The other side answered in TLS.
        var drewAnswer: Bool { handshake?.drewAnswer ?? false }

        func shows(_ what: Sentence) -> Finding.Proof { Finding.Proof(observation, what, .control) }
    }

    /// The same once more, from another port.
    let again: Control?
    /// For another name of equal length.
    let otherName: Control?
    let noName: Control?
    let smallSegments: Control?

    init(of ascent: Ascent) {
        again = ascent.seen(RepeatHandshake.self).map(Control.init)
        // Where the server answers nobody without its name, silence to others tells nothing.
        let onlyAnswersTell = ascent.endpoint.host.requiresServerName
        func telling(_ control: Control?) -> Control? {
            onlyAnswersTell && control?.drewAnswer != true ? nil : control
        }
        otherName = telling(ascent.seen(HandshakeWithOtherName.self).map(Control.init))
        noName = telling(ascent.seen(HandshakeWithoutName.self).map(Control.init))
        smallSegments = ascent.seen(HandshakeWithSmallSegments.self).map(Control.init)
    }

    /// The handshakes with another name and with none, as far as they came to an end.
    var withoutTheName: [Control] {
        [otherName, noName].compactMap(\.self).filter { $0.handshake != nil && $0.result != .superseded }
    }

    /// Where the service's name is refused with an alert, it is the name that is: the same address proves itself the service
    /// for another name or for none.
    ///
    /// A server that merely does not know the name shows a certificate of its own, or refuses the other names as well.
    var theNameAloneIsRefused: Bool { withoutTheName.contains { $0.handshake?.isVerified ?? false } }

    /// The controls without the service's name that drew an answer.
    var answeredProofs: [Finding.Proof] {
        [
            otherName.flatMap { control in
                control.drewAnswer
                    ? control.shows(
                        "a handshake for another name of equal length, to the same address and port, is answered") : nil
            },
            noName.flatMap { control in
                control.drewAnswer
                    ? control.shows("a handshake without a name, to the same address and port, is answered") : nil
            },
        ].compactMap(\.self)
    }

    /// The controls without the service's name that drew none.
    var alikeProofs: [Finding.Proof] {
        [
            otherName.flatMap { control in
                control.handshake != nil && !control.drewAnswer
                    ? control.shows(
                        "a handshake for another name of equal length, to the same address and port, meets the same")
                    : nil
            },
            noName.flatMap { control in
                control.handshake != nil && !control.drewAnswer
                    ? control.shows("a handshake without a name, to the same address and port, meets the same") : nil
            },
        ].compactMap(\.self)
    }
}
