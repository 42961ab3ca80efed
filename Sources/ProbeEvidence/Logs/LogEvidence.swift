package import ProbeCore

/// What a log says, line by line, and nothing of its text: no message of it is kept, and so no secret that stands in one.
package struct LogEvidence: Codable, Hashable, Sendable, Bounded {
    /// What the engine says of the container whose log it is.
    package struct Container: Codable, Hashable, Sendable {
        package var isRunning: Bool
        /// Of its last end; 137 is SIGKILL.
        package var exitCode: Int?
        /// The kernel ended it for want of memory (the engine's OOMKilled).
        package var isOutOfMemory: Bool
        /// Starts by the engine's own restart policy.
        package var restarts: Int
        package var started: Timestamp?
        package var finished: Timestamp?

        package init(
            isRunning: Bool, exitCode: Int?, isOutOfMemory: Bool, restarts: Int, started: Timestamp? = nil,
            finished: Timestamp? = nil
        ) {
            self.isRunning = isRunning
            self.exitCode = exitCode
            self.isOutOfMemory = isOutOfMemory
            self.restarts = restarts
            self.started = started
            self.finished = finished
        }
    }

    package var lines = 0
    /// Of the lines that say when they were written.
    package var first: Timestamp?
    package var last: Timestamp?
    package var sightings: [LogSighting] = []
    package var container: Container?
    /// What only Windows, or IoT Edge there, writes stands in it; nothing in an older report.
    package var isOfWindows: Bool?
    /// There is more than was read: what is older.
    package var isCut = false
    package var leftOut: [LeftOut]?

    package init() {}
}

/// Lines of a log that say the same of the same thing.
package struct LogSighting: Codable, Hashable, Sendable {
    package let code: LogCode
    package let speaker: LogSpeaker
    /// The module that it is about.
    package var module: LocalText?
    /// The port of this device that it is about.
    package var port: UInt16?
    /// The registry of the image, and the image, that it is about.
    package var registry: HostName?
    package var image: WireText?
    package var count: Int
    package var first: Timestamp?
    package var last: Timestamp?
    /// The same log says later on that it works.
    package var isRelieved: Bool
    /// The machine has started anew since, and whoever says it wrote other lines after that.
    package var isOfEarlierStart: Bool?

    package init(_ code: LogCode, by speaker: LogSpeaker) {
        self.code = code
        self.speaker = speaker
        count = 0
        isRelieved = false
    }

    /// Says the same of the same thing as another one, however often.
    package func isAlike(_ other: LogSighting) -> Bool {
        code == other.code && speaker == other.speaker && module == other.module && port == other.port
            && registry == other.registry && image == other.image
    }

    /// Adds one more time that it is said.
    package mutating func add(at time: Timestamp?) {
        count += 1
        isRelieved = false
        isOfEarlierStart = nil
        guard let time else { return }
        first = min(first ?? time, time)
        last = max(last ?? time, time)
    }
}
