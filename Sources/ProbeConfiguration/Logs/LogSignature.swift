import ProbeCore
package import ProbeEvidence
import ProbeLinux

/// Words by which lines of a log say one thing, with who says it so and since when.
///
/// They are looked for without blanks, in small letters: a line may be wrapped anywhere, escaped, or coloured.
package struct LogSignature: Sendable {
    package enum Meaning: Hashable, Sendable {
        case says(LogCode)
        /// These are over, as far as they are about the same thing.
        case relieves(Relief)
        /// edgeAgent begins to connect; whether by WebSocket.
        case attempts(isWebSocket: Bool)

        /// What is said, where it is a complaint.
        var code: LogCode? {
            switch self {
            case .says(let code): code
            case .relieves, .attempts: nil
            }
        }
    }

    /// What is heard to work again.
    package enum Relief: Hashable, Sendable {
        /// The speaker's own connection to the hub.
        case connection
        /// The pull of an image.
        case pull
        /// The start of a module.
        case start
        case deployment
        /// The start of the engine.
        case engine
    }

    package let meaning: Meaning
    /// One of these stands in the text before the words: addresses that only a registry has.
    private let anchors: [[UInt8]]
    /// All of them stand in the text, in this order.
    private let words: [[UInt8]]
    /// None of these does.
    private let others: [[UInt8]]
    private let speakers: Set<LogSpeaker.Kind>
    /// It is no failure to whoever says it, so that it is said in passing.
    let isRemark: Bool
    /// Of IoT Edge, in which it is worded so.
    package let versions: String
    /// A line of our own that has the words.
    package let sample: String

    init(
        _ meaning: Meaning, _ words: StaticString..., unless others: [StaticString] = [],
        by speakers: Set<LogSpeaker.Kind>, isRemark: Bool = false, versions: StaticString, sample: String
    ) {
        self.init(
            meaning, words, unless: others, by: speakers, isRemark: isRemark, versions: versions, sample: sample)
    }

    init(
        _ meaning: Meaning, behind anchors: [StaticString] = [], _ words: [StaticString],
        unless others: [StaticString] = [], by speakers: Set<LogSpeaker.Kind>, isRemark: Bool = false,
        versions: StaticString, sample: String
    ) {
        self.meaning = meaning
        self.anchors = anchors.map { LogWords.squeezed(Array($0.description.utf8)) }
        self.words = words.map { LogWords.squeezed(Array($0.description.utf8)) }
        rarest = self.words.max { $0.count < $1.count }
        self.others = others.map { LogWords.squeezed(Array($0.description.utf8)) }
        self.speakers = speakers
        self.isRemark = isRemark
        self.versions = versions.description
        self.sample = sample
    }

    /// The longest of the words.
    private let rarest: [UInt8]?

    /// Only Windows has these words.
    var isOfWindows: Bool { versions.hasSuffix("Windows") || versions.hasSuffix("Windows containers") }

    /// Who of those that may say it says the sample.
    package var speaker: LogSpeaker {
        if speakers.contains(.agent) { return .agent }
        if speakers.contains(.hub) { return .hub }
        if speakers.contains(.kernel) { return .kernel }
        if speakers.contains(.daemon) { return LogSpeaker(.daemon, "aziot-edged") }
        return speakers.contains(.engine) ? LogSpeaker(.engine, "dockerd") : .unknown
    }

    /// Where each of the words begins; nothing where they are not said, or by somebody who may not.
    func places(in text: [UInt8], by speaker: LogSpeaker.Kind) -> [Int]? {
        // Most texts have none of the words: one is looked for before all the rest.
        guard speakers.contains(speaker), let rarest, ByteSearch.first(rarest, in: text) != nil else { return nil }
        var places: [Int] = []
        var end = 0
        if !anchors.isEmpty {
            guard let anchor = anchors.lazy.compactMap({ ByteSearch.first($0, in: text) }).min() else { return nil }
            places.append(anchor)
            end = anchor
        }
        for word in words {
            guard let found = ByteSearch.first(word, in: text, from: end) else { return nil }
            places.append(found)
            end = found + word.count
        }
        guard !others.contains(where: { ByteSearch.first($0, in: text) != nil }) else { return nil }
        return places
    }
}
