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
        /// Nothing where its lines do not say so.
        let speaker: LogSpeaker?
        var time: Timestamp?
        var level: LogHead.Level?
        var isOfTheRuntime: Bool
        var text: [UInt8]
        /// Where lines begin that have no head and may be a message of their own: a crash says nothing of when and how grave.
        var tail: Int?
        /// As much of the text as was looked at for its quotation marks.
        private var words = LogWords.Text()
        private var wordsEnd = 0

        init(
            speaker: LogSpeaker?, time: Timestamp?, level: LogHead.Level?, isOfTheRuntime: Bool, text: [UInt8]
        ) {
            self.speaker = speaker
            self.time = time
            self.level = level
            self.isOfTheRuntime = isOfTheRuntime
            self.text = text
        }

        /// Its end, as far as it was read, stands within a quotation.
        mutating func endsQuoted() -> Bool {
            words.append(text[wordsEnd...])
            wordsEnd = text.count
            return words.endsQuoted
        }

        mutating func add(_ level: LogHead.Level?, _ time: Timestamp?) {
            self.level = [self.level, level].compactMap(\.self).max()
            self.time = self.time ?? time
        }

        /// It is said in passing, and no complaint.
        var isPassing: Bool { level.map { $0 < .warning } ?? false }
    }

    /// Whose lines they are that do not say so.
    private var owner: LogSpeaker
    /// Those that are not over yet, each of a speaker of its own.
    private var open: [LogSpeaker?: Message] = [:]
    /// Who wrote the line before.
    private var program = LogHead.Program.unsaid
    private var evidence = LogEvidence()
    /// edgeAgent's last attempt was another one than by WebSocket, and no connection came of it.
    private var hasTriedWithoutWebSocket = false
    /// Who complained before the machine started anew, and was not heard since.
    private var silent: Set<LogSpeaker> = []
    private var leftOut = 0
    /// Messages of speakers for whom there was no room.
    private var passedOver = 0

    /// Begins a log.
    ///
    /// - Parameter owner: whose log it is, where that is known.
    package init(of owner: LogSpeaker = .unknown) { self.owner = owner }

    /// Reads all of a text, or as much of its end as there is time for.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - owner: whose log it is, where that is known.
    ///   - patience: how long it may take, about; nothing for as long as it takes.
    /// - Returns: what it says; nothing where it is no text.
    package static func read(
        _ bytes: [UInt8], of owner: LogSpeaker = .unknown, within patience: Duration? = nil
    ) -> LogEvidence? {
        guard let text = LogEncoding.text(bytes) else { return nil }
        guard let patience, let start = start(of: text, readableWithin: patience) else { return read(text[...], owner) }
        var evidence = read(text[start...], owner)
        evidence.isCut = true
        evidence.leftOut = ((evidence.leftOut ?? []) + [LeftOut(.logKilobytes, (start + 999) / 1_000)]).recorded
        return evidence
    }

    private static func read(_ text: ArraySlice<UInt8>, _ owner: LogSpeaker) -> LogEvidence {
        var reader = LogReader(of: owner)
        let lines = LogLines(of: text)
        for line in lines { reader.read(line: line) }
        var evidence = reader.end()
        evidence.isCut = lines.isCut
        return evidence
    }

    /// Where to begin, so that there is time for the rest, by what the last of its lines take; nothing for all of it.
    ///
    /// What a log says counts from its beginning on, so that none is read backwards.
    private static func start(of text: [UInt8], readableWithin patience: Duration) -> Int? {
        guard text.count > 4 * sample else { return nil }
        let took = ContinuousClock().measure { _ = read(text[(text.count - sample)...], .unknown) }
        let room = Double(sample) * (patience / max(took, .nanoseconds(1)))
        guard room < Double(text.count) else { return nil }
        let start = text.count - max(Int(room), sample)
        return text[start...].firstIndex(of: 0x0a).map { $0 + 1 }
    }

    /// In bytes.
    private static let sample = 1 << 16

    /// Reads a line, without the line feed.
    package mutating func read(line: ArraySlice<UInt8>) {
        let line = LogWords.uncoloured(line.prefix(Self.longestLine))
        guard !line.isEmpty else { return }
        evidence.lines += 1
        if line.first == UInt8(ascii: "{"), let entry = LogEntry(json: Array(line)) {
            guard let speaker = entry.speaker(else: .unknown) else { return }
            let head = LogHead(of: entry.message[...])
            take(head, of: speaker == .unknown ? nil : speaker, writtenAt: entry.time)
            return
        }
        if Self.isStart(line) {
            concludeAll()
            silent = Set(evidence.sightings.map(\.speaker))
            return
        }
        let head = LogHead(of: line)
        if head.isOfWindows { evidence.isOfWindows = true }
        // What a terminal wrapped goes on with whoever spoke.
        if head.program != .unsaid || head.isOwn { program = head.program }
        switch program {
        case .foreign: return
        case .known(let speaker): take(head, of: speaker, writtenAt: nil)
        case .unsaid:
            // A file's name is a guess.
            if head.isOfDotNet, [.daemon, .engine, .kernel].contains(owner.kind) { owner = .unknown }
            take(head, of: nil, writtenAt: nil)
        }
    }

    /// What journalctl puts between two starts of the machine: `-- Reboot --`, since systemd 246 `-- Boot 0123… --`.
    private static func isStart(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "-- Reboot --".utf8) || line.starts(with: "-- Boot ".utf8)
    }

    /// Ends the log.
    package mutating func end() -> LogEvidence {
        concludeAll()
        evidence.leftOut = [LeftOut(.logSightings, leftOut), LeftOut(.logMessages, passedOver)].recorded
        return evidence
    }

    // MARK: - Messages

    private mutating func take(_ head: LogHead, of speaker: LogSpeaker?, writtenAt outer: Timestamp?) {
        let time = head.time ?? outer
        if let time {
            evidence.first = min(evidence.first ?? time, time)
            evidence.last = max(evidence.last ?? time, time)
        }
        if !silent.isEmpty, silent.remove(speaker ?? owner) != nil { endBoot(of: speaker ?? owner) }
        if !isNew(head, of: speaker), let length = open[speaker]?.text.count,
            length + head.message.count <= Self.longestMessage
        {
            beginTail(with: head, of: speaker)
            // In place: a message of many short lines would be copied with each.
            open[speaker]?.text.append(0x20)
            open[speaker]?.text += head.message
            open[speaker]?.add(head.level, time)
            return
        }
        let before = open[speaker]
        if let before { conclude(before) }
        guard before != nil || open.count < Self.mostSpeakers else {
            passedOver += 1
            return
        }
        // What has no time was written after what has one.
        open[speaker] = Message(
            speaker: speaker, time: time ?? before?.time, level: head.level, isOfTheRuntime: head.isOfTheRuntime,
            text: Array(head.message.prefix(Self.longestMessage)))
    }

    private func isNew(_ head: LogHead, of speaker: LogSpeaker?) -> Bool {
        // The kernel's lines have no head, and each is one message.
        if (speaker ?? owner).kind == .kernel { return true }
        guard head.isOwn else { return head.level == nil && LogWords.isCrash(head.message) }
        return !LogWords.squeezed(head.message.prefix(24)).starts(with: "causedby:".utf8)
    }

    /// A line without a head behind what is said in passing may go on with it, or begin something else: both are heard.
    private mutating func beginTail(with head: LogHead, of speaker: LogSpeaker?) {
        // In place, as the text that is taken.
        guard open[speaker].map({ $0.tail == nil && $0.isPassing }) ?? false, head.level == nil,
            !LogWords.isContinuation(head.message), open[speaker]?.endsQuoted() == false,
            let length = open[speaker]?.text.count
        else { return }
        open[speaker]?.tail = length + 1
    }

    private mutating func concludeAll() {
        for message in open.values.sorted(by: { $0.speaker?.name ?? "" < $1.speaker?.name ?? "" }) { conclude(message) }
        open = [:]
    }

    private mutating func conclude(_ message: Message) {
        let text = LogWords.text(message.text)
        let speaker = speaker(of: message, text.bytes)
        // What several signatures hear in one message is said once.
        var heard: Set<LogSignature.Meaning> = []
        let isNews = message.isPassing && LogSignatures.isNewsOfPull(text.bytes, by: speaker.kind)
        let table = isNews ? LogSignatures.answers : message.isPassing ? LogSignatures.remarks : LogSignatures.all
        hear(table, in: text, by: speaker, message, &heard)
        guard let tail = message.tail else { return }
        hear(LogSignatures.all, in: LogWords.text(message.text[tail...]), by: speaker, message, &heard)
    }

    private mutating func hear(
        _ table: [LogSignature], in text: LogWords.Text, by speaker: LogSpeaker, _ message: Message,
        _ heard: inout Set<LogSignature.Meaning>
    ) {
        let mayBeStranger = [.unknown, .module].contains(speaker.kind) && !message.isOfTheRuntime
        for signature in table {
            // An address that stands in quotation marks is nobody's speech: all of the words have to be quoted.
            guard let places = signature.places(in: text.bytes, by: speaker.kind), let first = places.first,
                !text.areQuoted(places),
                !mayBeStranger || LogWords.isOfTheRuntime(text.bytes, wordsAt: first, saying: signature.meaning.code)
            else { continue }
            if signature.isOfWindows { evidence.isOfWindows = true }
            guard heard.insert(signature.meaning).inserted else { continue }
            hear(signature.meaning, by: speaker, in: message, text.bytes)
        }
    }

    /// Whose message it is; where the log does not say, its own lines may, once for all that follow.
    private mutating func speaker(of message: Message, _ text: [UInt8]) -> LogSpeaker {
        if let speaker = message.speaker { return speaker }
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
        case .relieves(let relief): relieve(relief, by: speaker, LogMatters(of: message.text, text))
        case .says(let code):
            var sighting = LogSighting(code, by: speaker)
            let matters = LogMatters(of: message.text, text)
            if code.isAboutPort { sighting.port = matters.port }
            if code.isAboutPort || code == .moduleNotFound { sighting.module = matters.module }
            if code.isAboutPull {
                sighting.image = matters.image.map { WireText($0) }
                sighting.registry = matters.registry(of: code)
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

    private mutating func relieve(_ relief: LogSignature.Relief, by speaker: LogSpeaker, _ matters: LogMatters) {
        if relief == .connection, [.agent, .unknown].contains(speaker.kind) { hasTriedWithoutWebSocket = false }
        let image = matters.image.map { WireText($0) }
        for index in evidence.sightings.indices {
            let sighting = evidence.sightings[index]
            let isMeant =
                switch relief {
                case .connection: sighting.code.isAboutConnection && [speaker, .unknown].contains(sighting.speaker)
                case .engine:
                    [.engineConfiguration, .engineNetwork, .engineStore, .engineStart].contains(sighting.code)
                case .deployment: sighting.code == .noDeployment || sighting.code == .emptyConfig
                case .pull: sighting.code.isAboutPull && sighting.image == image
                case .start:
                    sighting.code.isAboutPort && matters.module != nil && sighting.module == matters.module
                }
            if isMeant { evidence.sightings[index].isRelieved = true }
        }
    }

    /// The machine has started anew since, and whoever complained then was heard again.
    private mutating func endBoot(of speaker: LogSpeaker) {
        for index in evidence.sightings.indices where evidence.sightings[index].speaker == speaker {
            evidence.sightings[index].isOfEarlierStart = true
        }
    }
}

extension LogCode {
    /// A port of this device.
    fileprivate var isAboutPort: Bool { self == .portAllocated || self == .portDenied }

    fileprivate var isAboutPull: Bool {
        switch self {
        case .imageUnauthorized, .imageForbidden, .imageMissing, .imageLimited, .pullUnresolved, .pullUntrusted,
            .pullOutOfTime,
            .pullProxy, .pullUnanswered:
            true
        default: false
        }
    }

    /// The speaker's own connection to the hub, or to a parent.
    fileprivate var isAboutConnection: Bool {
        switch self {
        case .agentFallback, .emptyConfig, .transientNetwork, .nameUnresolved, .connectionRefused,
            .connectionUnanswered, .parentUnreachable, .tokenExpired, .certificateNotYetValid, .certificateOutOfTime,
            .certificateUnverified, .proxyAuthentication, .proxyDenied:
            true
        default: false
        }
    }
}
