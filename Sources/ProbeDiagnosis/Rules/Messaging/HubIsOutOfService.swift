import ProbeCore
import ProbeEvidence
import ProbeFindings

/// The hub is reached, and says itself that it is suspended, that it is not there, or that it has no capacity.
///
/// The codes are those of the device SDKs and of MQTT 3.1.1 section 3.2.2.3; whoever asks without credentials is refused by a hub
/// in service with others.
struct HubIsOutOfService: Rule {
    static let causes: [Cause] = [.hubOutOfService]
    static let explains: [Cause] = []

    func findings(in scene: Scene) -> [Finding] {
        scene.vantages.compactMap { vantage in
            let words = scene.ascents(from: vantage).filter { $0.endpoint.service == .hub }.compactMap(Self.word)
            guard let worst = words.max(by: { $0.state < $1.state }) else { return nil }
            let same = words.filter { $0.state == worst.state }
            let isForNow = worst.state == .unavailable
            return Finding(
                .hubOutOfService, isForNow ? .warning : .error, from: [vantage], about: Finding.Subject(worst.host),
                owner: .hubConfiguration, confidence: isForNow ? .likely : .certain, summary: summary(worst),
                evidence: same.map(\.proof), refutedBy: "\(worst.host) answers with IotHubUnauthorizedAccess.")
        }
    }

    private func summary(_ word: Word) -> Sentence {
        switch word.state {
        case .suspended:
            "The hub \(word.host) is reached, and answers that it is suspended: it serves no device."
        case .missing:
            """
            The front end of \(word.host) is reached, and answers that there is no such hub: it was deleted, or is failing over \
            to another region.
            """
        case .unavailable:
            """
            The hub \(word.host) is reached, and answers that it is not available for the moment: it fails over, or its limits \
            are used up.
            """
        }
    }

    private struct Word {
        enum State: Int, Comparable {
            case unavailable, missing, suspended

            static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
        }

        let host: HostName
        let state: State
        let proof: Finding.Proof
    }

    private static func word(of ascent: Ascent) -> Word? {
        let host = ascent.endpoint.host
        if let seen = ascent.seen(RequestHTTPS.self), let answer = seen.evidence.answer,
            let code = answer.value(of: "iothub-errorcode"), let state = state(ofStatus: answer.status, code)
        {
            return Word(
                host: host, state: state,
                proof: seen.shows("HTTPS is answered with HTTP \(answer.status), iothub-errorcode: \(code)"))
        }
        if let seen = ascent.seen(OpenAMQP.self), let condition = seen.evidence.closeCondition,
            let state = state(ofCondition: condition.description)
        {
            return Word(host: host, state: state, proof: seen.shows("AMQP is closed by the hub: \(condition.text)"))
        }
        // Server unavailable.
        if let seen = ascent.seen(ConnectMQTT.self), seen.evidence.returnCode == 3 {
            return Word(
                host: host, state: .unavailable,
                proof: seen.shows("MQTT is answered with CONNACK 3 (server unavailable)"))
        }
        return nil
    }

    private static func state(ofStatus status: Int, _ code: WireText) -> Word.State? {
        switch code.description.lowercased() {
        case "iothubsuspended": .suspended
        case "iothubnotfound": .missing
        case "iothubquotaexceeded": .unavailable
        default: status == 429 || (500..<600).contains(status) ? .unavailable : nil
        }
    }

    private static func state(ofCondition condition: String) -> Word.State? {
        if condition.hasSuffix(":iot-hub-suspended") { return .suspended }
        return condition.hasSuffix(":iot-hub-not-found-error") ? .missing : nil
    }
}
