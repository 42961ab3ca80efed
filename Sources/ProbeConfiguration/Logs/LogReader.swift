import ProbeCore
package import ProbeEvidence

/// Turns the lines of a log into what they say: a pure function of its text, whose table is `LogSignatures`.
///
/// What belongs together is put together first: the lines of an exception, what a daemon says in several lines, and what a
/// terminal wrapped. No text is kept.
package struct LogReader {
    /// No more of a line is looked at, and no more of a message.
    private static let longestLine = 1 << 16
    private static let longestMessage = 1 << 14
    private static let mostSightings = 64
    private static let mostSpeakers = 64

    /// A message as far as its lines were read.
    private struct Message {
        let speaker: LogSpeaker
        var time: Timestamp?
        var level: LogHead.Level?
        var text: [UInt8]

        mutating func add(_ level: LogHead.Level?, _ time: Timestamp?) {
            self.level = [self.level, level].compactMap(\.self).max()
            self.time = self.time ?? time
        }
    }

    /// Whose lines they are that do not say so.
    private var owner: LogSpeaker
    /// Those that are not over yet, each of a speaker of its own.
    private var open: [LogSpeaker: Message] = [:]
    /// Who wrote the line before.
    private var program = LogHead.Program.unsaid
    private var evidence = LogEvidence()
    /// edgeAgent's last attempt was another one than by WebSocket, and no connection came of it.
    private var hasTriedWithoutWebSocket = false
    private var leftOut = 0

    /// Begins a log.
    ///
    /// - Parameter owner: whose log it is, where that is known.
    package init(of owner: LogSpeaker = .unknown) { self.owner = owner }

    /// Reads all of a text.
    ///
    /// - Returns: what it says; nothing where it is no text.
    package static func read(_ bytes: [UInt8], of owner: LogSpeaker = .unknown) -> LogEvidence? {
        guard let text = LogEncoding.text(bytes) else { return nil }
        var reader = LogReader(of: owner)
        var record: [UInt8] = []
        for line in text.split(separator: 0x0a) {
            // journalctl's json-pretty has a line for each member.
            if record.isEmpty, !line.elementsEqual("{".utf8) {
                reader.read(line: line)
            } else if record.count < Self.longestLine {
                record += line
                guard line.first == UInt8(ascii: "}") else { continue }
                reader.read(line: record[...])
                record = []
            } else {
                record = []
            }
        }
        return reader.end()
    }

    /// Reads a line, without the line feed.
    package mutating func read(line: ArraySlice<UInt8>) {
        let line = LogWords.uncoloured(line.prefix(Self.longestLine).filter { $0 != 0x0d }[...])
        guard !line.isEmpty else { return }
        evidence.lines += 1
        if line.first == UInt8(ascii: "{"), let entry = LogEntry(json: Array(line)) {
            guard let speaker = entry.speaker(else: owner) else { return }
            take(LogHead(of: entry.message[...]), of: speaker, writtenAt: entry.time)
        } else {
            let head = LogHead(of: line)
            // What a terminal wrapped goes on with whoever spoke.
            if head.program != .unsaid || head.isOwn { program = head.program }
            switch program {
            case .foreign: return
            case .known(let speaker): take(head, of: speaker, writtenAt: nil)
            case .unsaid: take(head, of: owner, writtenAt: nil)
            }
        }
    }

    /// Ends the log.
    package mutating func end() -> LogEvidence {
        for message in open.values.sorted(by: { $0.speaker.name < $1.speaker.name }) { conclude(message) }
        open = [:]
        evidence.leftOut = [LeftOut(.logSightings, leftOut)].recorded
        return evidence
    }

    // MARK: - Messages

    private mutating func take(_ head: LogHead, of speaker: LogSpeaker, writtenAt outer: Timestamp?) {
        let time = head.time ?? outer
        if let time {
            evidence.first = min(evidence.first ?? time, time)
            evidence.last = max(evidence.last ?? time, time)
        }
        let isCause = LogWords.squeezed(head.message.prefix(24)).starts(with: "causedby:".utf8)
        // The kernel's lines have no head, and each is one message.
        let isNew = (head.isOwn && !isCause) || speaker.kind == .kernel
        if !isNew, let length = open[speaker]?.text.count, length + head.message.count <= Self.longestMessage {
            // In place: a message of many short lines would be copied with each.
            open[speaker]?.text.append(0x20)
            open[speaker]?.text += head.message
            open[speaker]?.add(head.level, time)
            return
        }
        if let message = open[speaker] { conclude(message) }
        guard open[speaker] != nil || open.count < Self.mostSpeakers else { return }
        open[speaker] = Message(
            speaker: speaker, time: time, level: head.level, text: Array(head.message.prefix(Self.longestMessage)))
    }

    private mutating func conclude(_ message: Message) {
        let isPassing = message.level.map { $0 < .warning } ?? false
        let text = LogWords.squeezed(message.text)
        let speaker = speaker(of: message, text)
        // What several signatures hear in one message is said once.
        var heard: Set<LogSignature.Meaning> = []
        for signature in isPassing ? LogSignatures.remarks : LogSignatures.all {
            // An address that stands in quotation marks is nobody's speech: all of the words have to be quoted.
            guard let places = signature.places(in: text, by: speaker.kind), let first = places.first,
                !places.allSatisfy({ LogWords.isQuoted($0, in: text) }),
                ![.unknown, .module].contains(speaker.kind) || LogWords.isOfTheRuntime(text, wordsAt: first)
            else { continue }
            guard heard.insert(signature.meaning).inserted else { continue }
            hear(signature.meaning, by: speaker, in: message, text)
        }
    }

    /// Whose message it is; where the log does not say, its own lines may, once for all that follow.
    private mutating func speaker(of message: Message, _ text: [UInt8]) -> LogSpeaker {
        guard message.speaker == .unknown else { return message.speaker }
        if owner == .unknown, let told = LogWords.speaker(of: text) { owner = told }
        return owner
    }

    // MARK: - What they say

    private mutating func hear(
        _ meaning: LogSignature.Meaning, by speaker: LogSpeaker, in message: Message, _ text: [UInt8]
    ) {
        switch meaning {
        case .attempts(isWebSocket: false): hasTriedWithoutWebSocket = true
        case .attempts(isWebSocket: true):
            guard hasTriedWithoutWebSocket else { return }
            hasTriedWithoutWebSocket = false
            add(LogSighting(.agentFallback, by: speaker.kind == .unknown ? .agent : speaker), at: message.time)
        case .relieves(let relief): relieve(relief, by: speaker, in: message)
        case .says(let code):
            var sighting = LogSighting(code, by: speaker)
            let matters = LogMatters(of: message.text, text)
            if code.isAboutPort { sighting.port = matters.port }
            if code.isAboutPort || code == .moduleNotFound { sighting.module = matters.module }
            if code.isAboutPull {
                sighting.image = matters.image.map { WireText($0) }
                sighting.registry = matters.registry
            }
            add(sighting, at: message.time)
        }
    }

    private mutating func add(_ sighting: LogSighting, at time: Timestamp?) {
        if let index = evidence.sightings.firstIndex(where: { $0.isAlike(sighting) }) {
            evidence.sightings[index].add(at: time)
        } else if evidence.sightings.count < Self.mostSightings {
            evidence.sightings.append(sighting)
            evidence.sightings[evidence.sightings.count - 1].add(at: time)
        } else {
            leftOut += 1
        }
    }

    private mutating func relieve(_ relief: LogSignature.Relief, by speaker: LogSpeaker, in message: Message) {
        let matters = LogMatters(of: message.text, LogWords.squeezed(message.text))
        if relief == .connection, speaker.kind != .hub { hasTriedWithoutWebSocket = false }
        for index in evidence.sightings.indices {
            let sighting = evidence.sightings[index]
            let isMeant =
                switch relief {
                case .connection: sighting.code.isAboutConnection && sighting.speaker.kind == speaker.kind
                case .deployment: sighting.code == .noDeployment || sighting.code == .emptyConfig
                case .pull: sighting.code.isAboutPull && sighting.image == matters.image.map { WireText($0) }
                case .start:
                    sighting.code.isAboutPort && matters.module != nil && sighting.module == matters.module
                }
            if isMeant { evidence.sightings[index].isRelieved = true }
        }
    }
}

extension LogCode {
    /// A port of this device.
    fileprivate var isAboutPort: Bool { self == .portAllocated || self == .portDenied }

    fileprivate var isAboutPull: Bool {
        switch self {
        case .imageUnauthorized, .imageForbidden, .imageMissing, .pullUnresolved, .pullUntrusted, .pullUnanswered: true
        default: false
        }
    }

    /// The speaker's own connection to the hub, or to a parent.
    fileprivate var isAboutConnection: Bool {
        switch self {
        case .agentFallback, .emptyConfig, .transientNetwork, .parentUnreachable, .tokenExpired,
            .certificateNotYetValid,
            .certificateUnverified, .proxyAuthentication:
            true
        default: false
        }
    }
}
